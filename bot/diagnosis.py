"""What `doctor` finds: one thing looked at, whether it is well, and what to do if it is not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing looked at; one that is not well ends in what to do."""

    name: str
    ok: bool
    found: str
    advice: str = ""

    def __post_init__(self) -> None:
        if not self.ok and not self.advice:
            raise ValueError(f"{self.name}: nobody is told what to do about {self.found!r}")


def fault(name: str, sentence: str, advice: str = "") -> Check:
    """A check that failed, from the sentence that `run` would end with: what was found; what to do."""
    found, _, rest = sentence.partition("; ")
    return Check(name, False, sentence if advice else found, advice or rest)


LATEST = 5.0
"""Seconds that a clock may be off: reminders are told to the minute."""


def clock(ahead: float, whose: str) -> Check:
    """How far this machine's clock is ahead of another one, in seconds."""
    if abs(ahead) <= LATEST:
        return Check("clock", True, f"as {whose} has it, within {LATEST:g} seconds")
    off = f"{abs(ahead):.0f} seconds {'ahead of' if ahead > 0 else 'behind'} {whose}"
    return Check(
        "clock", False, off, "let the host keep its clock by NTP (`timedatectl set-ntp true`), or reminders miss"
    )
