"""The same services from a terminal: chat, ask, check, evaluate, status and what operators need."""
