"""Runs every rule for a knowledge base; `check`, `build`, start-up and reload all use it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bot.answers.shelf import Shelf
from bot.answers.template_checks import check_templates
from bot.curation import alike, rendered
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks import check_at
from bot.knowledge.findings import Finding, Where, errors
from bot.knowledge.kinds import KINDS
from bot.knowledge.model import Entry

_FLAG: Final = TypeAdapter(bool)


def check_base(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """Findings in a base that loaded: dates at the clock, typed facts, templates, rendered texts, phrasings of two entries."""
    return (*check_at(base, where, now), *check_texts(base, where, now))


def check_once(base: KnowledgeBase, where: Where, now: datetime, cache: Path) -> tuple[Finding, ...]:
    """The same, but skip the texts if the same texts were checked before without an error."""
    shelf = Shelf(cache, told_by(base))
    if shelf.read("sound", _FLAG):
        return ()
    findings = check_base(base, where, now)
    if not errors(findings):
        shelf.write("sound", _FLAG, value=True)
    return findings


def told_by(base: KnowledgeBase) -> str:
    """The hash of everything that a base tells. The ways to ask are left out, because they cannot make a text wrong."""
    found = sha256(repr((base.scope, base.lexicon, base.glossary)).encode())
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            told = record.model_copy(update={"phrasings": ()}) if isinstance(record, Entry) else record
            found.update(f"\n{kind.name} {id_} {told!r}".encode())
    return found.hexdigest()


def check_texts(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """The slow part: render every template with every combination of slots, and normalise every way to ask."""
    return (*check_templates(base, where, now), *rendered.check(base, where, now), *alike.check(base, where))
