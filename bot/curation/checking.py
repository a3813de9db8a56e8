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
    """What is found at the clock in a base that could be read: dates, typed facts, templates, texts as rendered, twins."""
    return (*check_at(base, where, now), *check_texts(base, where, now))


def check_once(base: KnowledgeBase, where: Where, now: datetime, cache: Path) -> tuple[Finding, ...]:
    """The same, unless what the base tells was looked at before and held no error: more ways to ask make none."""
    shelf = Shelf(cache, told_by(base))
    if shelf.read("sound", _FLAG):
        return ()
    findings = check_base(base, where, now)
    if not errors(findings):
        shelf.write("sound", _FLAG, value=True)
    return findings


def told_by(base: KnowledgeBase) -> str:
    """The hash of everything that a base tells, which leaves out the ways to ask."""
    found = sha256(repr((base.scope, base.lexicon, base.glossary)).encode())
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            told = record.model_copy(update={"phrasings": ()}) if isinstance(record, Entry) else record
            found.update(f"\n{kind.name} {id_} {told!r}".encode())
    return found.hexdigest()


def check_texts(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """The part of it that takes longest: every template rendered in every way, and every way to ask normalised."""
    return (*check_templates(base, where, now), *rendered.check(base, where, now), *alike.check(base, where))
