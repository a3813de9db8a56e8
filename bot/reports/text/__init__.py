"""Reports in words: each function takes a report, the base and a voice, and returns blocks."""

from bot.reports.text.deadlines import deadlines_blocks
from bot.reports.text.deficit import deficit_blocks
from bot.reports.text.issues import issue_blocks, issues_blocks
from bot.reports.text.status import status_blocks
from bot.reports.text.tariffs import tariffs_blocks
from bot.reports.text.timeline import timeline_blocks, timeline_fields
from bot.reports.text.truce import truce_blocks

__all__ = [
    "deadlines_blocks",
    "deficit_blocks",
    "issue_blocks",
    "issues_blocks",
    "status_blocks",
    "tariffs_blocks",
    "timeline_blocks",
    "timeline_fields",
    "truce_blocks",
]
