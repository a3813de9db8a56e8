"""What nobody should send and somebody will: frames, events and questions that try to stop the bot."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

DEEP = "[" * 100_000 + "]" * 100_000
HEAVY = json.dumps({"op": 0, "t": "MESSAGE_CREATE", "s": None, "d": {"content": "x" * (8 << 20)}})

FRAMES: tuple[str, ...] = (
    *("{", "[]", "null", "not json", "", "0", "true", '"text"', "{}", '{"op":', "\x00", "\ufffd", "[[[[", "NaN"),
    DEEP,
    HEAVY,
    json.dumps({"op": 0, "t": "NOBODY_KNOWS", "d": "x" * (8 << 20)}),
    '{"op":10}',
    '{"op":10,"d":null}',
    '{"op":10,"d":{}}',
    '{"op":10,"d":{"heartbeat_interval":null}}',
    '{"op":10,"d":{"heartbeat_interval":"soon"}}',
    '{"op":10,"d":{"heartbeat_interval":0}}',
    '{"op":10,"d":{"heartbeat_interval":-41250}}',
    '{"op":10,"d":{"heartbeat_interval":1e300}}',
    '{"op":10,"d":{"heartbeat_interval":[41250]}}',
    '{"op":"ten"}',
    '{"op":-1,"d":{}}',
    '{"op":99,"d":{}}',
    '{"op":null,"t":"READY"}',
    '{"op":0,"t":"READY","s":1,"d":null}',
    '{"op":0,"t":"READY","d":{}}',
    '{"op":0,"t":"RESUMED","s":null,"d":null}',
    '{"op":0,"t":["MESSAGE_CREATE"],"s":null,"d":{}}',
    '{"op":0,"t":{"a":1},"s":null,"d":{}}',
    '{"op":0,"t":"MESSAGE_CREATE","s":null,"d":null}',
    '{"op":0,"t":"MESSAGE_CREATE","s":null,"d":{"id":"1","channel_id":"1","content":"hi"}}',
    '{"op":0,"t":"INTERACTION_CREATE","s":null,"d":{"id":"1","type":2,"data":{}}}',
    '{"op":0,"t":"GUILD_CREATE","s":null,"d":{"id":"not a number"}}',
    '{"op":0,"t":"MESSAGE_CREATE","s":"abc","d":{"author":' + "9" * 5000 + "}}",
)
"""Forty broken frames, after which a client without its guards is gone or hangs."""

_WRONG: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 2**70, 1.5, 1e308, "", "x", "0", "-1", "9" * 300, "²", "\x00", "\ud800"),
    *([], {}, [None], [[]], {"": None}, {"id": None}, "a" * 4000, [{}] * 50),
)


def mutated(rng: random.Random, events: list[tuple[str, Any]]) -> tuple[str, Any]:
    """One of the events with one to three of its parts left out, or put in the place of one another, or made wrong."""
    name, data = rng.choice(events)
    data = copy.deepcopy(data)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(data))
        if not places:
            break
        holder, key = rng.choice(places)
        match rng.randrange(4):
            case 0:
                del holder[key]
            case 1:
                other, at = rng.choice(places)
                holder[key] = copy.deepcopy(other[at]) if other is not holder[key] else None
            case _:
                holder[key] = copy.deepcopy(rng.choice(_WRONG))
    if rng.random() < 0.05:
        name = rng.choice(events)[0]
    return name, data if rng.random() > 0.02 else rng.choice(_WRONG)


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(inside):
        yield data, key
        yield from _places(value)


def questions(count: int = 200, seed: int = 11) -> list[str]:
    """Questions of 500 to 6,000 characters that cost as much to read as their writer could think of."""
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"

    def word(shortest: int, longest: int) -> str:
        return "".join(rng.choice(letters) for _ in range(rng.randint(shortest, longest)))

    def misspelt(text: str) -> str:
        at = rng.randrange(len(text) - 1)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def noise(first: int, last: int) -> str:
        return chr(rng.randint(first, last))

    long_words = (
        "internationalization",
        "unconstitutionality",
        "semiconductors",
        "misunderstanding",
        "extraterritorial",
    )
    kinds: tuple[Any, ...] = (
        lambda: rng.choice(letters),
        lambda: word(1, 1),
        lambda: word(2, 12) + " ",
        lambda: word(3, 5) + "? ",
        lambda: "\ufdfa",
        lambda: "a" + "\u0301" * rng.randint(1, 30),
        lambda: "\n" * rng.randint(1, 5),
        lambda: "\n> " + rng.choice(letters),
        lambda: f"on {rng.randint(1, 31)} July {rng.randint(1500, 2500)} ",
        lambda: f"{rng.randint(1500, 2500)} ",
        lambda: rng.choice(("china ", "germany ", "the united states ", "vietnam ", "côte d'ivoire ")),
        lambda: misspelt(rng.choice(long_words)) + " ",
        lambda: misspelt(rng.choice(("tariff", "deficit", "soybean", "truce", "extension", "chinese"))) + " ",
        lambda: noise(0x4E00, 0x9FFF),
        lambda: rng.choice("关税休战中国美国逆差什么时候"),
        lambda: noise(0x20, 0xD7FF),
        lambda: f"{rng.randint(0, 999)}% ${rng.randint(1, 10**9)} ",
        lambda: rng.choice(("*", "_", "~", "`", "|", "||", "```")),
        lambda: "[a](https://example.org/) ",
        lambda: rng.choice(("and ", "what ", "why ", "or what about ", "is it ", "? ")),
    )
    return [_grown(kinds[number % len(kinds)], rng.randint(500, 6000)) for number in range(count)]


def _grown(piece: Any, length: int) -> str:
    text = ""
    while len(text) < length:
        text += piece()
    return text[:length]
