"""What a YAML parser could not read, in words for people who are no programmers: where, what, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

Told = tuple[int, int, str]
"""Line and column, from 1, and a sentence."""

_KEY = re.compile(r"^[\s-]*(?P<key>[^\s:#'\"{\[-][^:]*?)\s*:(?=\s|$)")
_CONTENT = re.compile(r"^\s*(?:- +)*")
_TEMPLATE = re.compile(r":\s+\{[{%]")
UNKNOWN = "this line cannot be read; look for a quote, a bracket or a colon that is missing here or on the line above"
TEMPLATE = "a text that begins with { must stand in quotes: \"{{ say('…') }}\""


@dataclass(frozen=True)
class _Trouble:
    """An error of the parser with the lines that it stands in; lines and columns count from 0."""

    lines: list[str]
    context: str
    problem: str
    opened: tuple[int, int]
    stuck: tuple[int, int]
    last: yaml.ScalarEvent | None

    @property
    def line(self) -> str:
        """The line at which the parser gave up."""
        return self.text(self.stuck[0])

    @property
    def character(self) -> str:
        """The character at which it gave up; nothing at the end of a line."""
        return self.line[self.stuck[1] : self.stuck[1] + 1]

    def text(self, line: int) -> str:
        """A line; an empty one after the last."""
        return self.lines[line] if line < len(self.lines) else ""

    def at(self, line: int, sentence: str) -> Told:
        """The sentence at the key, or the item, that the line holds."""
        content = _CONTENT.match(self.text(line))
        return line + 1, (content.end() if content else 0) + 1, sentence

    def key(self, line: int) -> str:
        """The key of a line, in words."""
        found = _KEY.match(self.text(line))
        return f"the text of {found['key']!r}" if found else "the text"

    def before(self) -> int:
        """The last line with something on it before the one at which the parser gave up."""
        filled = [number for number in range(self.stuck[0]) if self.text(number).strip()]
        return filled[-1] if filled else self.stuck[0]


def explain(text: str, error: yaml.YAMLError, last: yaml.ScalarEvent | None) -> Told:
    """Tell an error of the parser; `last` is the last text that it could read."""
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: int(error.position)]
        line = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1)
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or " ")
        return line + 1, column + 1, f"there is an invisible character here (U+{code:04X}); delete it"
    if not isinstance(error, yaml.MarkedYAMLError):
        return 1, 1, UNKNOWN
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 1, 1, UNKNOWN
    opened = error.context_mark or mark
    trouble = _Trouble(
        text.splitlines(),
        error.context or "",
        error.problem or "",
        (opened.line, opened.column),
        (mark.line, mark.column),
        last,
    )
    return next((told for rule in _RULES for told in rule(trouble)), trouble.at(mark.line, UNKNOWN))


def _tab(it: _Trouble) -> Iterator[Told]:
    if it.character == "\t" or "tab character" in it.problem:
        yield it.at(it.stuck[0], "this line is indented with a tab; use spaces instead")


def _template(it: _Trouble) -> Iterator[Told]:
    if _TEMPLATE.search(it.line):
        yield it.at(it.stuck[0], TEMPLATE)


def _quotes(it: _Trouble) -> Iterator[Told]:
    if "escape" in it.problem:
        sentence = r"a backslash inside double quotes must be written twice: \\"
        yield it.at(it.stuck[0], f"{it.key(it.stuck[0])}: {sentence}")
    if "end of stream" in it.problem and "quoted" in it.context:
        quote = it.text(it.opened[0])[it.opened[1] : it.opened[1] + 1]
        sentence = f"{it.key(it.opened[0])} opens with {quote} and never closes; put {quote} at its end"
        yield it.at(it.opened[0], sentence)
    if it.last is not None and it.last.style in ("'", '"') and "expected" in it.problem:
        begun, ended = it.last.start_mark, it.last.end_mark
        assert begun is not None
        assert ended is not None
        if it.text(ended.line)[ended.column : it.stuck[1]].strip() or ended.line != it.stuck[0]:
            return
        if begun.line != ended.line:
            sentence = f"{it.key(begun.line)} opens with {it.last.style} and does not close on its line; put {it.last.style} at its end"
            yield it.at(begun.line, sentence)
        else:
            inside = "and write '' for one inside" if it.last.style == "'" else 'and write \\" for one inside'
            sentence = f"{it.key(begun.line)} is closed by {it.last.style} before {it.line[ended.column :].strip()[:20]!r}; put all of it in quotes, {inside}"
            yield it.at(begun.line, sentence)


def _first_character(it: _Trouble) -> Iterator[Told]:
    cannot = "cannot start any token" in it.problem or "mapping keys are not allowed" in it.problem
    if cannot or "alias" in it.context or "anchor" in it.context or "tag" in it.context:
        character = it.character if cannot else it.text(it.opened[0])[it.opened[1] : it.opened[1] + 1]
        sentence = f"{it.key(it.stuck[0])} begins with {character}, which YAML reads as a sign of its own; put the text in quotes"
        yield it.at(it.stuck[0], sentence)
    if "block scalar" in it.context:
        sign = it.text(it.opened[0])[it.opened[1] : it.opened[1] + 1]
        sentence = f"{it.key(it.opened[0])} begins with {sign}; put it in quotes, or begin the text on the next line"
        yield it.at(it.opened[0], sentence)


def _brackets(it: _Trouble) -> Iterator[Told]:
    for what, opening, closing in (("list", "[", "]"), ("mapping", "{", "}")):
        if f"',' or '{closing}'" in it.problem or (f"flow {what[:3]}" in it.context and "expected" in it.problem):
            sentence = (
                f"the {what} that opens here with {opening} needs a comma between its items and {closing} at its end"
            )
            yield it.at(it.opened[0], sentence)
    if it.character and it.character in "]}":
        yield it.at(it.stuck[0], f"there is a {it.character} that closes nothing; delete it")


def _colons(it: _Trouble) -> Iterator[Told]:
    wide = [line for line in (it.opened[0], it.before(), it.stuck[0]) if re.match(r"^[\s-]*\w+：", it.text(line))]
    if wide:
        yield it.at(wide[0], "the colon after the key is a Chinese one; write : and a space")
    if "could not find expected ':'" in it.problem:
        line = it.text(it.opened[0]).strip()
        glued = re.match(r"^-?\s*(\w+):(?=\S)", line)
        if glued:
            yield it.at(it.opened[0], f"there is no space after the colon of {glued[1]!r}; write `{glued[1]}: …`")
        yield it.at(
            it.opened[0], f"{line[:30]!r} is no key: write `key: text`, or indent it if it goes on with the text above"
        )
    if "mapping values are not allowed" in it.problem:
        found = _KEY.match(it.line)
        if found and found.end() - 1 < it.stuck[1]:
            yield it.at(
                it.stuck[0], f"{it.key(it.stuck[0])} has a colon and a space in it; put the whole text in quotes"
            )
        sentence = "this line is indented further than the one above it; let it begin in the same column"
        yield it.at(it.stuck[0], sentence)


def _indentation(it: _Trouble) -> Iterator[Told]:
    if "did not find expected" in it.problem:
        if glued := re.match(r"\s*-(\w+):", it.line):
            yield it.at(it.stuck[0], f"there is no space after the dash; write `- {glued[1]}: …`")
        column = len(it.line) - len(it.line.lstrip()) + 1
        own, wanted = f"this line begins in column {column}", it.opened[1] + 1
        if column != wanted:
            yield it.at(it.stuck[0], f"{own}, those that it belongs with begin in column {wanted}; indent them alike")


_RULES: tuple[Callable[[_Trouble], Iterator[Told]], ...] = (
    _tab,
    _template,
    _quotes,
    _first_character,
    _brackets,
    _colons,
    _indentation,
)
