"""Walks everything that can be pressed, chosen or filled in, from fresh messages, each kind of thing once."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.discord.loopback import Answer, Interaction, LoopbackDiscord, Message, User
from tests.discord.loopback.messages import walk

BUTTON, STRING_SELECT, TEXT_INPUT = 2, 3, 4
_PERSON = re.compile(r"(?<![0-9a-z])[0-9a-z]{11,13}(?![0-9a-z])")
"""Ids of people, channels and messages in base 36, which differ from one fresh message to the next."""

Root = Callable[[], Awaitable[Message]]


@dataclass(frozen=True)
class Step:
    """One press: of which component, by its place among its kind on the message, and the option chosen."""

    sign: str
    index: int
    value: str | None = None


@dataclass(frozen=True)
class Path:
    """From a fresh message to a press."""

    root: str
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        return self.steps[-1]


def sign_of(custom_id: str) -> str:
    """A custom id without what differs from one person or message to the next."""
    return _PERSON.sub("#", custom_id)


def steps_on(message: Message) -> Iterator[Step]:
    """Everything that can be pressed on a message, and every option of its menus."""
    seen: dict[str, int] = {}
    for one in walk(message.components):
        if "custom_id" not in one:
            continue
        sign = sign_of(one["custom_id"])
        index = seen[sign] = seen.get(sign, -1) + 1
        if one["type"] == STRING_SELECT:
            yield from (Step(sign, index, option["value"]) for option in one["options"])
        else:
            yield Step(sign, index)


@dataclass
class Walker:
    """Presses as one person. `roots` make the fresh messages from which paths begin."""

    discord: LoopbackDiscord
    person: User
    roots: dict[str, Root]
    heard: dict[Path, str] = field(default_factory=dict)
    """What each press was answered with."""

    async def explore(self) -> None:
        """Walk until nothing is new."""
        seen: set[tuple[str, str | None]] = set()
        ahead: deque[Path] = deque()

        def note(root: str, steps: tuple[Step, ...], message: Message) -> None:
            for step in steps_on(message):
                if (step.sign, step.value) not in seen:
                    seen.add((step.sign, step.value))
                    ahead.append(Path(root, (*steps, step)))

        for name, root in self.roots.items():
            note(name, (), await root())
        while ahead:
            path = ahead.popleft()
            came = await self.walk(path)
            if came is not None and not came.deleted:
                note(path.root, path.steps, came)

    async def stand(self, path: Path) -> Message:
        """The message on which the last press of a path is to be made."""
        message = await self.roots[path.root]()
        for step in path.steps[:-1]:
            message = (await self.press(message, step))[1] or message
        return message

    async def walk(self, path: Path) -> Message | None:
        """Go a path from its beginning; the message that the last press brought."""
        self.heard[path], came = await self.press(await self.stand(path), path.last)
        return came

    async def press(self, message: Message, step: Step) -> tuple[str, Message | None]:
        """Press, fill in the form that opens, and wait for what comes; what was said, and the message that it is on."""
        there = [one["custom_id"] for one in walk(message.components) if sign_of(one.get("custom_id", "")) == step.sign]
        assert step.index < len(there), f"{step} is not on the message: {message.custom_ids}"
        values = [step.value] if step.value is not None else None
        pressed = await self.discord.press(message, self.person, there[step.index], values=values)
        if pressed.modal is not None:
            pressed = await self.discord.submit_modal(pressed, _filled(pressed.modal))
        return await self._told(pressed)

    async def _told(self, pressed: Interaction) -> tuple[str, Message | None]:
        if pressed.answer is Answer.DEFERRED_UPDATE:
            # What follows is a further message, an edit of this one, or its end.
            source = pressed.source
            edits = len(source.revisions) if source else 0
            await self.discord.bulletin.until(
                lambda: bool(pressed.followups or (source and (source.deleted or len(source.revisions) > edits))),
                20,
                "what follows a deferred press",
            )
            if pressed.followups:
                return pressed.followups[-1].text, pressed.followups[-1]
            return (source.text if source else ""), source
        return pressed.message.text, pressed.message


def _filled(modal: dict[str, Any]) -> dict[str, str]:
    """A word in every field that needs one."""
    fields = (one.get("component", one) for one in modal["components"])
    return {
        one["custom_id"]: "word"
        for one in fields
        if one["type"] == TEXT_INPUT and one.get("required", True) and not one.get("value")
    }
