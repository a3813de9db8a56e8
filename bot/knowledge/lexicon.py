"""Word lists, and kinds of question that get no fact: what a reader needs to know of a language and a subject.

Everything here is plain words and examples. Nothing is a pattern: a word list is looked up by longest match, and
examples are learned beside the ways to ask the entries.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from bot.knowledge.model import Record
from bot.knowledge.values import Id, Text
from bot.locale.languages import ENGLISH, Code, WrittenTag

Words = Annotated[tuple[str, ...], Field(strict=False)]


class QuestionKind(StrEnum):
    """What kind of answer a question wants."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    HOW = "how"
    HOW_MANY = "how_many"
    HOW_MUCH = "how_much"
    LIST = "list"
    WHETHER = "whether"
    WHAT = "what"
    POLITE = "polite"
    """Says nothing of the kind: `can you tell me`, `do you know`."""


class Role(StrEnum):
    """A part of `X charges a duty on Y's goods`."""

    DUTY = "duty"
    CHARGE = "charge"
    GOODS = "goods"
    ONTO = "onto"
    OUT_OF = "out_of"
    """`from`: of goods, if it stands behind them."""
    MADE_IN = "made_in"
    INTO = "into"
    FACE = "face"
    """What the party that is charged does: `face`, `suffer`."""
    AND = "and"


class Standing(StrEnum):
    """What a question claims of a thing's state."""

    STANDS = "stands"
    ENDED = "ended"
    CANCELLED = "cancelled"
    """It never took place."""


class Cue(StrEnum):
    """What a word does in a conversation, beside or instead of asking something."""

    ON = "on"
    """Goes on from what was said: `and`, `what about`."""
    REFERS = "refers"
    """Stands for what was said: `it`, `there`, `his`."""
    PERSON = "person"
    """Stands for a person that was named: `he`."""
    CORRECTS = "corrects"
    """Puts right what was asked: `i meant`."""
    REVERSE = "reverse"
    """Turns it round: `the other way round`."""
    TODAY = "today"
    """Leaves the time that was asked about: `and now`."""
    SOURCE = "source"
    """Asks where it comes from."""
    SURE = "sure"
    """Asks how well it is attested."""
    WRONG = "wrong"
    """Says that it is not so."""
    ONE = "one"
    """Stands for one of several: `the first one`."""
    NEXT = "next"
    """Points to what follows in a row: `the one after`."""
    PREVIOUS = "previous"
    """Points to what goes before in a row: `the year before`."""
    ADDS = "adds"
    """Asks for more beside what was said: `who else`, `in spring too?`"""
    COUNTERPART = "counterpart"
    """Points to whom somebody talks with: `his opposite number`."""
    FILLER = "filler"
    """Says nothing of its own: `the`, `please`."""


class MentionKind(StrEnum):
    """What a word of a question stands for."""

    PARTY = "party"
    PLACE = "place"
    """Ids are ISO 3166 codes of territories."""
    PERSON = "person"
    PRODUCT = "product"
    ATTRIBUTE = "attribute"
    """What may be asked of a thing: its price, its age, its address."""
    QUESTION = "question"
    """Ids are kinds of question."""
    ROLE = "role"
    """Ids are roles."""
    TIME = "time"
    """Ids are days as YYYY-MM-DD, stretches as YYYY-MM-DD/YYYY-MM-DD, or rounds of talks."""
    STANDING = "standing"
    """Ids are what is claimed of a state: `still in force`, `over`."""
    TURN = "turn"
    """Ids are parts that a word plays in a conversation: see `Cue`."""
    ORDINAL = "ordinal"
    """Ids are places in a row, from 1; -1 is the last."""
    OTHER = "other"
    """Any other word that an entry has to know of, if a question names it."""


class WordList(Record):
    """A file of `lexicon/`: words by what they stand for, in any language. Case and plural do not matter."""

    kind: Annotated[MentionKind, Field(strict=False)]
    words: dict[str, Words] = Field(strict=False)


class Glossary(Record):
    """`lexicon/chinese.yaml`: Chinese words and what they are in English, for an encoder that reads English only."""

    glossary: dict[str, str] = Field(default={}, strict=False)


class Declined(Record):
    """A kind of question that gets no fact but `say`, learned from examples.

    `counter_examples` look alike and are not of this kind: each names the entry that answers it.
    """

    id: Id
    say: Text
    examples: Words = ()
    counter_examples: dict[str, Id] = Field(default={}, strict=False)


class Labelled(Record):
    """A line of `questions/train/*.jsonl`: a question as typed, and the entry that answers it or the kind that it is of."""

    q: str = Field(min_length=1)
    lang: WrittenTag = ENGLISH
    entry: Id | None = None
    also: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    """Further entries that answer it as well."""
    declined: Id | None = None


class Said(Record):
    """A turn of a conversation: what is said, and what a right reply is.

    `entries` may answer it, and the reply holds every pattern of `must`; or `outcome` says what else is right. Of a choice
    one of `entries` is offered; beside another outcome they may answer, too. A `new` turn begins another subject.
    """

    q: str = Field(min_length=1)
    entries: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    outcome: Literal["answer", "choice", "declined", "smalltalk", "disputed"] = "answer"
    must: Words = ()
    new: bool = False


class Conversation(Record):
    """A line of `questions/conversations/*.jsonl`: nothing is learned from it, `evaluate` holds it."""

    id: Id
    lang: Code = ENGLISH
    turns: Annotated[tuple[Said, ...], Field(strict=False, min_length=1)]
