"""Inserts a phrasing into a file of entries; comments, quotes and layout of the file stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any, Final

# ruamel.yaml takes a tenth of a second to import: only who writes a phrasing waits for it.
_LAYOUTS: Final = ((2, 4, 2), (2, 2, 0), (4, 4, 2), (4, 6, 4), (4, 4, 0))
"""Indentation of mappings, of lists, and of a dash in its list: the ways in which people write YAML."""


class CannotAdd(Exception):
    """The phrasing cannot be added; a sentence that says why, and what to do."""


def add_phrasing(text: str, entry: str, phrasing: str) -> str:
    """The file's text with the phrasing at the end of the entry's list.

    Raises:
        CannotAdd: the entry is not in the file or has the phrasing already, or the file's layout could not be kept.
    """
    for yaml, read in _kept(text):
        found = next((record for record in read.get("entries", ()) if record.get("id") == entry), None)
        if found is None:
            raise CannotAdd(f"there is no entry {entry!r} in this file")
        if phrasing in found["phrasings"]:
            raise CannotAdd(f"{entry!r} has the phrasing {phrasing!r} already")
        _append(found["phrasings"], phrasing)
        return _written(yaml, read)
    raise CannotAdd(f"the layout of this file would change; add {phrasing!r} to the phrasings of {entry!r} by hand")


def _kept(text: str) -> Iterator[tuple[Any, Any]]:
    """The file as read by a writer that writes it back as it was."""
    from ruamel.yaml import YAML

    for mapping, sequence, offset in _LAYOUTS:
        yaml = YAML()
        yaml.preserve_quotes = True
        yaml.width = 1_000_000
        yaml.indent(mapping=mapping, sequence=sequence, offset=offset)
        read = yaml.load(text)
        if _written(yaml, read) == text:
            yield yaml, read


def _written(yaml: Any, read: Any) -> str:
    out = StringIO()
    yaml.dump(read, out)
    return out.getvalue()


def _append(phrasings: Any, phrasing: str) -> None:
    """Append to the list, before a comment or an empty line that follows it."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    last = len(phrasings) - 1
    after = phrasings.ca.items.pop(last, None) if last >= 0 else None
    phrasings.append(DoubleQuotedScalarString(phrasing))
    if after is not None:
        phrasings.ca.items[last + 1] = after
