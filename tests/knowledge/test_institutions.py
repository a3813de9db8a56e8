"""Who said so, for a line in which there is room for a few names."""

from __future__ import annotations

from bot.knowledge.institutions import institutions
from bot.knowledge.model import Source
from bot.knowledge.values import Text


def source(id_: str, publisher: str, **more: object) -> Source:
    return Source.model_validate({"id": id_, "title": Text({"en": id_}), "publisher": publisher, **more})


def test_institutions_when_several_then_issuing_bodies_first_and_each_once() -> None:
    press = source("a", "A Paper", url="https://a.example/1")
    order = source("b", "White House", kind="primary", url="https://w.example/1")
    again = source("c", "White House", kind="primary", url="https://w.example/2")
    assert institutions([press, order, again]) == {"White House": order, "A Paper": press}


def test_institutions_when_a_note_relays_some_then_they_are_named_and_not_the_note() -> None:
    relaying = source("a", "a repository", relays=["CNBC", "Xinhua"])
    assert [*institutions([relaying, source("b", "a repository")])] == ["CNBC", "Xinhua"]
