"""Question to reply: what was asked, which entry answers it, and how sure we are."""
