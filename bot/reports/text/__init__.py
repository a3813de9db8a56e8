"""Reports in words: each function takes a report, the base and a voice, and returns blocks."""

from bot.reports.text.deadlines import deadlines_blocks
from bot.reports.text.declared import declared_blocks
from bot.reports.text.issues import issue_blocks, issues_blocks
from bot.reports.text.status import status_blocks
from bot.reports.text.timeline import timeline_blocks, timeline_fields

__all__ = [
    "deadlines_blocks",
    "declared_blocks",
    "issue_blocks",
    "issues_blocks",
    "status_blocks",
    "timeline_blocks",
    "timeline_fields",
]
