"""Counts for /metrics: of questions, answers, limits and connections, never of a guild or a person."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

QUESTIONS = Counter("parley_questions", "Questions asked on Discord, by outcome.", ["outcome"])
ASK_SECONDS = Histogram(
    "parley_ask_seconds",
    "Time from a question to its reply, before it is sent.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1),
)
RATE_LIMITED = Counter("parley_rate_limited", "Answers of 429 from Discord; 0 unless someone else uses the token.")
TROUBLES = Counter("parley_troubles", "Errors that people heard of, by kind.", ["kind"])
MISHAPS = Counter(
    "parley_mishaps", "Errors that cost an event or a connection, by where and by kind.", ["where", "kind"]
)
CONNECTIONS = Counter(
    "parley_connections",
    "What became of shards: ready (a new session), resumed, disconnected.",
    ["event"],
)
DECLINED = Counter(
    "parley_declined",
    "Questions that were not read: too many at once (full, late), or too slow to read (slow).",
    ["why"],
)
