"""Every rule that a knowledge base must keep, whoever looks: `check`, `build`, start-up and reload."""

from __future__ import annotations

from datetime import datetime

from bot.answers.template_checks import check_templates
from bot.curation import alike, rendered
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks import Where, check_at
from bot.knowledge.findings import Finding


def check_base(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """What is found at the clock in a base that could be read: dates, typed facts, templates, texts as rendered, twins."""
    return (*check_at(base, where, now), *check_texts(base, where, now))


def check_texts(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """The part of it that takes longest: every template rendered in every way, and every way to ask normalised."""
    return (*check_templates(base, where, now), *rendered.check(base, where, now), *alike.check(base, where))
