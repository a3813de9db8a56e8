"""Counts of notices for /metrics; no channel is in them."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

NOTICES = Counter(
    "parley_notices",
    "Deliveries by how they ended: sent, found (posted before), outdated, refused, rejected, given_back, doubtful, left.",
    ["outcome"],
)
LATE_SECONDS = Histogram(
    "parley_notice_late_seconds",
    "How long after it was due a notice was posted, quiet hours included.",
    buckets=(1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600),
)
LEDGER = Gauge(
    "parley_ledger_rows", "Notices on record, by state: those that are doubtful wait for a look-up.", ["state"]
)
TICK_ERRORS = Counter("parley_tick_errors", "Ticks of the reminders that failed, and were tried again.")
