"""What is wrong with a knowledge base, as data: where, how bad, which rule, and one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error cannot load or would tell a falsehood; anything less is a warning."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


Where = Callable[..., Location]
"""Called with a kind of record, an id and the names of nested fields, it returns where they stand."""


@dataclass(frozen=True, order=True)
class Finding:
    """One problem: prints as `path:line:column: severity rule: sentence`."""

    location: Location
    severity: Severity
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.location}: {self.severity} {self.rule}: {' '.join(self.sentence.split())}"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Only what stops the base from being used."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
