"""Which of two parties charges, and on whose goods: read from the parts of `X charges a duty on Y's goods`.

A question need not say both. `France's fees` names who charges, `fees on France` and `stuff made in France` whose goods;
the other party is then the other one. Where two parts of a question disagree, it names no direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers.lexicon import Mention
from bot.knowledge.lexicon import MentionKind, Role

_NEAR = 4
"""Words between two parts that still belong together."""
_SHORT = 3
"""`us` ends in an s of its own."""


def read_direction(mentions: Sequence[Mention]) -> tuple[str | None, str | None]:
    """Who charges, and on whose goods, given what a question mentions in order; None for what it does not say."""
    by, on = set(_charging(mentions)), set(_charged(mentions))
    if len(by) > 1 or len(on) > 1 or by & on:
        return None, None
    return next(iter(by), None), next(iter(on), None)


def _charging(mentions: Sequence[Mention]) -> Iterator[str]:
    """Parties that stand before a verb of charging, or own a duty: `France put …`, `France's fee`, `法国…加征`.

    Of two parties side by side (`France and Spain charge each other`) neither is the one.
    """
    for at, mention in enumerate(mentions):
        party = _party(mention)
        before = mentions[at - 1] if at else None
        if party is None or _is(before, Role.ONTO, Role.OUT_OF, Role.MADE_IN, Role.INTO) or _shares(mentions, at):
            continue
        following = mentions[at + 1 : at + 3]
        charges = any(_is(m, Role.CHARGE) and m.first - mention.last <= _NEAR for m in _before_another_part(following))
        owns = bool(following) and _owns(mention) and _is(following[0], Role.DUTY)
        faces = bool(following) and _is(following[0], Role.ONTO) and not following[0].words.isascii()
        if charges or owns or faces:
            yield party


def _before_another_part(following: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions that may belong to a party: none after its goods, or after another party."""
    for mention in following:
        if _is(mention, Role.GOODS) or _party(mention) is not None:
            return
        yield mention


def _charged(mentions: Sequence[Mention]) -> Iterator[str]:
    """Parties whose goods are charged: after `on`, `made in`, before `goods` or `sold to`; `对华`."""
    for at, mention in enumerate(mentions):
        party = _party(mention)
        if party is None:
            continue
        before = mentions[at - 1] if at else None
        near = before is not None and mention.first - before.last <= 1
        if near and _is(before, Role.INTO):
            continue
        if (
            (near and _is(before, Role.MADE_IN))
            or (near and _is(before, Role.OUT_OF) and _beside_goods(mentions, at))
            or (near and _is(before, Role.ONTO) and _duty_before(mentions, at - 1))
            or _followed(mentions, at, Role.GOODS, Role.FACE)
            or (_followed(mentions, at, Role.INTO) and at + 2 < len(mentions) and _party(mentions[at + 2]))
        ):
            yield party


def _beside_goods(mentions: Sequence[Mention], at: int) -> bool:
    """Whether goods stand before `from X`, or, in Chinese, behind it."""
    if mentions[at - 1].words.isascii():
        return at > 1 and _is(mentions[at - 2], Role.GOODS)
    return any(_is(mention, Role.GOODS) for mention in mentions[at + 1 : at + 3])


def _duty_before(mentions: Sequence[Mention], at: int) -> bool:
    """Whether a duty, a verb of charging or nothing but a party comes before `on`; Chinese puts the duty behind."""
    onto = mentions[at]
    if at and onto.words == "on" and _party(mentions[at - 1]) and onto.first == mentions[at - 1].last:
        return True
    parts = mentions[:at] if onto.words.isascii() else mentions
    return any(_is(m, Role.DUTY, Role.CHARGE) for m in parts)


def _followed(mentions: Sequence[Mention], at: int, *roles: Role) -> bool:
    following = mentions[at + 1] if at + 1 < len(mentions) else None
    return following is not None and _is(following, *roles) and following.first - mentions[at].last <= 1


def _shares(mentions: Sequence[Mention], at: int) -> bool:
    """Whether a party is the second of two that are one subject: `France and Spain`, `法西`."""
    before = mentions[at - 1] if at else None
    if before is None or (_is(before, Role.AND) and at < 2):
        return False
    other = mentions[at - 2] if _is(before, Role.AND) else before
    return _party(other) is not None and mentions[at].first - before.last <= (1 if _is(before, Role.AND) else 0)


def _owns(mention: Mention) -> bool:
    """`France's`, and as people type it `frances`."""
    return mention.words.endswith(("'s", "'")) or (len(mention.words) > _SHORT and mention.words.endswith("s"))


def _party(mention: Mention) -> str | None:
    ids = mention.ids(MentionKind.PARTY)
    return next(iter(ids)) if len(ids) == 1 else None


def _is(mention: Mention | None, *roles: Role) -> bool:
    return mention is not None and not mention.ids(MentionKind.ROLE).isdisjoint(roles)
