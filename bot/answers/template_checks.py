"""Checks every template: its syntax, the names and ids that it uses, and that it renders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from jinja2 import TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError
from rapidfuzz import process

from bot.answers.telling import TELLABLE, NoFact, Slots, Teller
from bot.answers.templates import TemplateProblem, parse, render
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.kinds import KINDS, TABLE_OF, templates_in
from bot.knowledge.values import Text

_QUOTED = re.compile(r"['\"]([A-Za-z0-9._-]+)['\"]")
_OPEN_BLOCK = re.compile(r"needs to be closed is '(\w+)'")
_TAG = re.compile(r"unknown tag '(\w+)'")
_CAUSES: Mapping[type[Exception], str] = {
    SecurityError: "it asks for something that templates may not see",
    UndefinedError: "it asks for something that is not there",
    TypeError: "a call has too few or too many words in its brackets, or a number and a text are put together",
    ZeroDivisionError: "it divides by nothing",
}


def check_templates(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """Parse every template of the base, look up its ids, and render it at `now`."""
    return tuple(_check(base, where, now))


def _check(base: KnowledgeBase, where: Where, now: datetime) -> Iterator[Finding]:
    failed: dict[str, str] = {}
    for kind, id_, path, text in templates_of(base):
        for language, source in text.by_language.items():
            place = where(kind, id_, *path, language) if len(text.by_language) > 1 else where(kind, id_, *path)
            problems = list(_static(base, source)) or list(_rendered(base, source, language, now))
            for rule, sentence in problems:
                if any(sentence == failed[name] for name in failed.keys() & set(_QUOTED.findall(source))):
                    continue  # The text that it calls is wrong, and gets its own finding.
                failed.setdefault(id_, sentence)
                yield Finding(place, Severity.ERROR, rule, f"{id_}: {sentence}")


def templates_of(base: KnowledgeBase) -> Iterator[tuple[str, str, tuple[str | int, ...], Text]]:
    """(kind, id, path, text) of everything that is rendered."""
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            yield from ((kind.name, id_, path, text) for path, text in templates_in(kind, record))


def _static(base: KnowledgeBase, source: str) -> Iterator[tuple[str, str]]:
    if "{" not in source:
        return
    try:
        names, calls = _uses(source)
    except TemplateSyntaxError as error:
        yield "template-syntax", f"line {error.lineno} of the template: {_syntax(error.message or '')}"
        return
    slots = set(Slots.__dataclass_fields__) | {"as_of"}
    for name in sorted(names):
        if name not in TELLABLE and name not in slots:
            yield "unknown-name", f"a template cannot use {name!r}{_hint(name, [*TELLABLE, *slots])}"
    for called, wanted in calls:
        known = getattr(base, TABLE_OF[called])
        if wanted not in known:
            yield "unknown-fact", f"{called}({wanted!r}): there is no such id{_hint(wanted, known)}"


@lru_cache(maxsize=4096)
def _uses(source: str) -> tuple[frozenset[str], tuple[tuple[str, object], ...]]:
    """The names that a template reads, and the facts that it calls by a written id.

    Raises:
        TemplateSyntaxError: of Jinja2.
    """
    tree = parse(source)
    calls = [
        (call.node.name, call.args[0].value)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.args and isinstance(call.args[0], nodes.Const)
    ]
    named = tuple((name, wanted) for name, wanted in calls if name in TABLE_OF)
    return frozenset(meta.find_undeclared_variables(tree)), named


def _rendered(base: KnowledgeBase, source: str, language: str, now: datetime) -> Iterator[tuple[str, str]]:
    try:
        render(source, Teller(base, now, now, language))
    except NoFact:
        return
    except TemplateProblem as problem:
        yield "template", in_words(problem)


def _syntax(message: str) -> str:
    """What Jinja2 could not read, in words."""
    if "end of print statement" in message:
        return "{{ is not closed; put }} behind it, and look for a bracket or a quote that is missing"
    if "end of statement block" in message:
        return "{% is not closed; put %} behind it"
    if block := _OPEN_BLOCK.search(message):
        return f"{{% {block[1]} %}} is not ended; put {{% end{block[1]} %}} behind it"
    if tag := _TAG.search(message):
        return f"there is no {{% {tag[1]} %}}; known are if, elif, else, endif, for, endfor, set"
    return f"it cannot be read; look for a bracket, a comma or a quote that is missing ({message.rstrip('.')})"


def in_words(problem: TemplateProblem) -> str:
    """What went wrong while a template was told, without the words of the programming language."""
    for kind, words in _CAUSES.items():
        if isinstance(problem.__cause__, kind):
            return f"the template cannot be used: {words}"
    return str(problem)


def _hint(name: object, known: Iterable[str]) -> str:
    best = process.extractOne(str(name), list(known), score_cutoff=60)
    return f"; did you mean {best[0]!r}?" if best else ""
