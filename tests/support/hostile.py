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
