"""Draw the picture of docs/architecture.md from the imports themselves: `python -m tools.architecture`.

An arrow stands for an import; one that follows from others is left out, or nobody could read the picture.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- imports: begin -->\n", "<!-- imports: end -->"
_LEFT_OUT = frozenset({"", "__main__"})
"""The package itself holds its version; `__main__` calls `app`."""

Arrows = Mapping[str, frozenset[str]]


def arrows() -> Arrows:
    """Which part of `bot` imports which, without what is only for type checkers."""
    graph = grimp.build_graph("bot", exclude_type_checking_imports=True, cache_dir=None)
    found: dict[str, set[str]] = {}
    for importer in graph.modules:
        part = _part(importer)
        imported = {_part(name) for name in graph.find_modules_directly_imported_by(importer)}
        found.setdefault(part, set()).update(imported - {part})
    return {part: frozenset(found[part] - _LEFT_OUT) for part in sorted(found) if part not in _LEFT_OUT}


def reduced(arrows: Arrows) -> Arrows:
    """The arrows that no way over other parts stands for (a transitive reduction; there are no circles)."""
    return {
        part: frozenset(to for to in targets if not any(_reaches(arrows, other, to) for other in targets - {to}))
        for part, targets in arrows.items()
    }


def picture() -> str:
    """The picture as a Mermaid flowchart, each part with the first line of its docstring."""
    drawn = reduced(arrows())
    nodes = [f'    {part}["<b>{part}</b><br/>{_subject(part)}"]' for part in drawn]
    lines = [f"    {part} --> {to}" for part, targets in drawn.items() for to in sorted(targets)]
    return "\n".join(["```mermaid", "flowchart TD", *nodes, *lines, "```"]) + "\n"


def page(text: str) -> str:
    """The page with the picture as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{picture()}{END}{after}"


def _part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _reaches(arrows: Arrows, start: str, goal: str) -> bool:
    return goal in arrows[start] or any(_reaches(arrows, other, goal) for other in arrows[start])


def _subject(part: str) -> str:
    folder = ROOT / "bot" / part
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    line = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()[0]
    return line.rstrip(".").replace('"', "'")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
