"""What a question names and an entry does not account for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.coverage import WEIGHT, Coverage, Gap, texts_of
from bot.answers.reading import Reader
from bot.answers.reply import Reason
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind, QuestionKind
from bot.knowledge.loader import load
from tests.support.bases import NOW
from tests.support.reading import FILES, tea_base, write


@dataclass(frozen=True)
class Weighing:
    """A base's coverage and its reader."""

    coverage: Coverage
    reader: Reader

    @classmethod
    def of(cls, base: KnowledgeBase) -> Self:
        reader = Reader(base)
        return cls(Coverage(base, reader), reader)

    def gaps(self, entry: str, question: str) -> tuple[Gap, ...]:
        return self.coverage.gaps(entry, self.reader.read(question, NOW))

    def reasons(self, entry: str, question: str) -> list[Reason]:
        return [gap.reason for gap in self.gaps(entry, question)]

    def words(self, entry: str, question: str, reason: Reason) -> list[str]:
        return [gap.words for gap in self.gaps(entry, question) if gap.reason is reason]


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Weighing:
    return Weighing.of(tea_base(tmp_path_factory.mktemp("coverage")))


@pytest.mark.parametrize(
    ("question", "entry", "reason"),
    [
        ("when does the truce of Japan end", "truce-end", Reason.FOREIGN_PLACE),
        ("EU tariff", "us-rate", Reason.FOREIGN_PLACE),
        ("swedish talks", "truce-end", Reason.FOREIGN_PLACE),
        ("swedish talks", "stockholm", None),
        ("talks in Stockholm", "truce-end", None),
        ("how did Japan like the us tariff on china", "us-rate", None),
        ("the chinese tariff and Japan", "china-rate", Reason.FOREIGN_PLACE),
        ("what did Katherine Tai say of the truce", "truce-end", Reason.UNKNOWN_NAME),
        ("was Janet Yellen in Stockholm", "stockholm", None),
        ("was Janet Yellen in Stockholm", "truce-end", Reason.UNKNOWN_NAME),
        ("the us tariff on chinese tea", "us-rate", None),
        ("the us tariff on chinese tea", "cherry-pledge", Reason.UNKNOWN_PRODUCT),
        ("did china buy cherries", "cherry-pledge", None),
        ("中国买樱桃吗", "cherry-pledge", None),
        ("did china buy cherries", "us-rate", Reason.UNKNOWN_PRODUCT),
        ("how old is the tariff", "us-rate", Reason.NOT_TOLD),
        ("the price of cherries", "cherry-pledge", Reason.NOT_TOLD),
        ("the price of the tea deficit", "deficit", Reason.NOT_TOLD),
        ("how large was the tea deficit", "deficit", None),
        ("does the vice president agree", "truce-end", None),
        ("does the vice president agree", "both-rates", Reason.NOT_TOLD),
        ("how old is it", "stockholm", None),
        ("how old is it", "truce-end", Reason.NOT_TOLD),
        ("the truce and Japan", "truce-end", Reason.FOREIGN_PLACE),
        ("does the vice president agree", "us-rate", Reason.NOT_TOLD),
        ("is an invasion part of the deficit", "deficit", Reason.NOT_TOLD),
        ("the tariff on turkey", "us-rate", Reason.FOREIGN_PLACE),
    ],
)
def test_gaps_when_something_is_named_then_only_an_entry_that_asks_or_tells_of_it_accounts_for_it(
    tea: Weighing, question: str, entry: str, reason: Reason | None
) -> None:
    found = tea.reasons(entry, question)
    if question.endswith("turkey"):  # either meaning may be the reason
        assert found in ([Reason.FOREIGN_PLACE], [Reason.UNKNOWN_PRODUCT])
    else:
        assert found == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("is the tariff 145%", []),
        ("is the tariff 900%", []),
        ("关税是900%吗", []),
        ("why 145%", []),
        ("the 145% tariff", []),
        ("the 12.5% tariff", []),
        ("the 77% cap", []),
        ("a gap of $419.2 billion", []),
        ("a gap of $419 billion", []),
        ("a gap of $296 billion", []),
        ("the 900% tariff", ["900%"]),
        ("when was it 146%", ["146%"]),
        ("a gap of $420 billion", ["$420"]),
        ("900 containers in 2025", []),
    ],
)
def test_gaps_when_a_figure_stands_nowhere_in_the_base_then_it_is_one_unless_it_is_asked_about(
    tea: Weighing, question: str, left_out: list[str]
) -> None:
    assert tea.words("us-rate", question, Reason.UNKNOWN_FIGURE) == left_out


@pytest.mark.parametrize(
    ("question", "entry", "other"),
    [
        ("the duty on china", "us-rate", False),
        ("the duty on china", "china-rate", True),
        ("the duty on china", "both-rates", False),
        ("the duty on china", "truce-end", False),
        ("beijing's tariff", "us-rate", True),
        ("beijing's tariff", "china-rate", False),
        ("对华关税", "china-rate", True),
        ("the tariff", "china-rate", False),
    ],
)
def test_gaps_when_an_entry_tells_rates_of_the_other_direction_only_then_that_is_one(
    tea: Weighing, question: str, entry: str, other: bool
) -> None:
    assert (Reason.OTHER_DIRECTION in tea.reasons(entry, question)) is other


@pytest.mark.parametrize(
    ("question", "entry", "other"),
    [
        ("who leads", "age-2031", False),
        ("who signed the truce", "truce-end", True),
        ("谁签的", "truce-end", True),
        ("where was the third round", "stockholm", False),
        ("where was the truce signed", "truce-end", True),
        ("why was it", "stockholm", True),
        ("when was it", "stockholm", False),
        ("how much is it", "truce-end", False),
        ("which are they", "truce-end", False),
    ],
)
def test_gaps_when_who_where_or_why_is_asked_then_only_an_entry_that_is_asked_so_accounts_for_it(
    tea: Weighing, question: str, entry: str, other: bool
) -> None:
    assert (Reason.OTHER_KIND in tea.reasons(entry, question)) is other


@pytest.mark.parametrize(
    ("question", "entry", "left_out"),
    [
        ("the us tariff in 2024", "us-rate", ["2024"]),
        ("the us tariff in 2025", "us-rate", []),
        ("the us tariff in 2031", "us-rate", ["2031"]),
        ("the us tariff on 12 May 1985", "us-rate", ["1985"]),
        ("the deficit in 1985", "deficit", []),
        ("stockholm in 2031", "stockholm", ["2031"]),
        ("stockholm in 2024", "stockholm", ["2024"]),
        ("stockholm in July 2024", "stockholm", ["2024"]),
        ("the truce of 2033", "truce-end", ["2033"]),
        ("the cherry pledge of 2026", "cherry-pledge", []),
        ("the cherry pledge of 2025", "cherry-pledge", ["2025"]),
        ("the cherry pledge of 2027", "cherry-pledge", []),
        ("the cherry pledge in March 2027", "cherry-pledge", []),
        ("the cherry pledge on 9 March 2027", "cherry-pledge", []),
        ("the cherry pledge in April 2027", "cherry-pledge", ["2027"]),
        ("the us tariff in December 2026", "us-rate", ["2026"]),
        ("the us tariff in October 2026", "us-rate", []),
        ("the us tariff last year", "us-rate", []),
        ("the us tariff two years ago", "us-rate", []),
        ("1985年的美国关税", "us-rate", ["1985"]),
    ],
)
def test_gaps_when_a_year_is_written_of_which_an_entry_has_nothing_then_that_is_one(
    tea: Weighing, question: str, entry: str, left_out: list[str]
) -> None:
    assert tea.words(entry, question, Reason.NO_FACT) == left_out


@pytest.mark.parametrize(
    "question", ["stockholm in 2025", "how did the stockholm talks of July 2025 go", "2025年的斯德哥尔摩"]
)
def test_gaps_when_the_year_of_an_event_is_written_then_the_entry_of_that_event_accounts_for_it(
    tea: Weighing, question: str
) -> None:
    assert tea.gaps("stockholm", question) == ()


def test_gaps_when_there_are_several_then_the_gravest_stands_first_and_each_reason_once(tea: Weighing) -> None:
    found = tea.gaps("truce-end", "who pays the price of cherries and tea in Japan, France and 1985 at 900%?")
    weights = [gap.weight for gap in found]
    assert weights == sorted(weights, reverse=True)
    assert len({gap.reason for gap in found}) == len(found) == 6
    assert found[0].reason is Reason.FOREIGN_PLACE


def test_weight_when_a_reason_may_stand_in_a_gap_then_it_speaks_against_the_entry() -> None:
    assert min(WEIGHT.values()) > 0


def test_weight_when_the_base_teaches_no_near_miss_then_a_name_weighs_more_and_a_place_as_ever(tmp_path: Path) -> None:
    lines = "".join(f'{{"q": "price of thing {n}", "declined": "far"}}\n' for n in range(3000))
    weights = []
    for name, taught in (("none", ""), ("many", lines)):
        base = load(write(tmp_path / name, {**FILES, "questions/train/a.jsonl": taught})).base
        assert base is not None
        found = Weighing.of(base).gaps("truce-end", ASKED)
        weights.append({gap.reason: gap.weight for gap in found})
    none, many = weights
    assert none[Reason.NOT_TOLD] == pytest.approx(4.0)
    assert many[Reason.NOT_TOLD] == pytest.approx(WEIGHT[Reason.NOT_TOLD], abs=0.05)
    assert none[Reason.FOREIGN_PLACE] == many[Reason.FOREIGN_PLACE]


ASKED = "who pays the price of cherries in Japan"


@pytest.mark.parametrize(
    ("scope", "question", "is_told"),
    [
        ("title: tea\n", ASKED, False),
        ("title: tea\nplaces: any\n", ASKED, False),
        ("title: tea\nplaces: [US, CN]\n", ASKED, True),
        ("title: tea\nplaces: [US, CN]\n", "who pays the price of cherries in China", False),
        ("title: tea\nplaces: [JP]\n", ASKED, False),
        ("title: tea\nplaces: [FR, DE]\n", "the price of cherries from Paris to New York", False),
        ("title: tea\nplaces: [FR, DE]\n", "the price of cherries from Tokyo to New York", True),
        ("title: tea\nplaces: [FR, DE]\n", "the price of cherries 从法国到日本", False),
        ("title: tea\nplaces: [FR, DE]\n", "the price of cherries in the US", True),
        ("title: tea\nplaces: [FR, DE]\n", "price of cherries in US shops", True),
        ("title: tea\nplaces: [FR, DE]\n", "tell us the price of cherries", False),
        ("title: tea\nplaces: [FR, DE]\n", "tell us the price of US cherries", True),
        ("title: tea\nplaces: [FR, DE]\n", "the price of uk cherries", True),
        ("title: tea\nplaces: [FR, DE]\n", "the price of USA cherries", True),
        ("title: tea\nplaces: [FR, DE]\n", "the price of eu cherries", False),
        ("title: tea\nplaces: [EU]\n", "the price of german cherries", False),
        ("title: tea\nplaces: [GB]\n", "the price of EU cherries", True),
    ],
)
def test_gaps_when_places_are_welcome_or_at_home_then_only_others_stand_in_the_way(
    tmp_path: Path, scope: str, question: str, is_told: bool
) -> None:
    base = load(write(tmp_path, scope_yaml=scope)).base
    assert base is not None
    found = Weighing.of(base).gaps("truce-end", question)
    assert (Reason.FOREIGN_PLACE in {gap.reason for gap in found}) == is_told
    assert Reason.NOT_TOLD in {gap.reason for gap in found}


def test_gaps_when_the_entry_does_not_exist_then_key_error(tea: Weighing) -> None:
    with pytest.raises(KeyError):
        tea.gaps("nothing", "the truce")


def test_gaps_when_labelled_questions_are_of_a_declined_kind_then_their_entry_accounts_for_nothing_more(
    tea: Weighing,
) -> None:
    assert (MentionKind.ATTRIBUTE, "age") not in tea.coverage.known("us-rate").asked
    assert (MentionKind.OTHER, "invasion") not in tea.coverage.known("deficit").asked  # calibration teaches nothing


def test_known_when_two_labelled_questions_name_a_thing_then_it_is_asked_but_a_place_or_a_year_never(
    tea: Weighing,
) -> None:
    vice_president, age = (MentionKind.OTHER, "vice-president"), (MentionKind.ATTRIBUTE, "age")
    truce, stockholm, both = (tea.coverage.known(entry) for entry in ("truce-end", "stockholm", "both-rates"))
    assert [vice_president in known.asked for known in (truce, both)] == [True, False]
    assert [age in known.asked for known in (truce, stockholm)] == [False, True]
    assert (MentionKind.ATTRIBUTE, "price") not in tea.coverage.known("deficit").asked  # twice, but in one line
    assert (truce.places, stockholm.places) == (frozenset(), {"SE"})
    assert 2033 not in truce.years | stockholm.years


PHRASED = """
entries:
  - id: phrased
    question: How long does the truce hold?
    phrasings: [the truce as in Japan, the truce of 2029, the truce in June 2029]
    answer: "{{ say('truce_until') }}"
"""


def test_known_when_a_curator_puts_a_place_into_a_phrasing_then_the_entry_accounts_for_it(tmp_path: Path) -> None:
    base = load(write(tmp_path, faq__more_yaml=PHRASED)).base
    assert base is not None
    weighing = Weighing.of(base)
    assert weighing.coverage.known("phrased").places == {"JP"}
    assert weighing.gaps("phrased", "how long is the truce of Japan") == ()


def test_known_when_a_phrasing_has_a_year_then_it_is_none_of_which_the_entry_tells(tmp_path: Path) -> None:
    base = load(write(tmp_path, faq__more_yaml=PHRASED)).base
    assert base is not None
    known = Weighing.of(base).coverage.known("phrased")
    assert (known.years, known.months) == ({2025}, {(2025, 5)})


@pytest.mark.parametrize(
    "entry", [line.split("id: ")[1] for line in FILES["faq/all.yaml"].splitlines() if "id: " in line]
)
def test_gaps_when_asked_in_its_own_words_then_an_entry_accounts_for_all(tea: Weighing, entry: str) -> None:
    for way in tea.coverage.base.entries[entry].ways_to_ask:
        assert tea.gaps(entry, way) == (), way


def test_known_when_a_base_is_loaded_then_directions_kinds_and_years_come_from_its_records(tea: Weighing) -> None:
    assert tea.coverage.known("both-rates").directions == {"us_on_china", "china_on_us"}
    assert tea.coverage.known("truce-end").directions == frozenset()
    assert tea.coverage.known("age-2031").kinds >= {QuestionKind.WHO, QuestionKind.WHAT}
    assert (tea.coverage.known("us-rate").first_year, tea.coverage.known("cherry-pledge").first_year) == (2025, None)
    assert (tea.coverage.known("us-rate").years, tea.coverage.known("us-rate").months) == (
        {2025},
        {(2025, 4), (2025, 5)},
    )
    assert tea.coverage.known("stockholm").months == {(2025, 7)}
    assert [tea.coverage.known(entry).is_event for entry in ("stockholm", "us-rate")] == [True, False]
    assert [tea.coverage.known(entry).picks_its_period for entry in ("deficit", "us-rate")] == [True, False]


def test_known_when_an_entry_points_at_another_then_the_words_of_that_id_are_not_told(tea: Weighing) -> None:
    known = tea.coverage.known("truce-end")
    assert (MentionKind.PRODUCT, "berry") not in known.told
    assert 2031 not in known.years


def test_texts_of_when_given_a_record_then_its_texts_and_the_words_to_ask_with_and_no_id(tea: Weighing) -> None:
    base = tea.coverage.base
    assert sorted(texts_of(base.entries["truce-end"])) == sorted(
        [
            "When does the truce end?",
            "休战什么时候结束？",
            "until when is the truce valid",
            "truce expiry",
            "{{ say('truce_until') }}",
        ]
    )
    assert sorted(texts_of(base.rates["us_on_china"])) == ["US duty on Chinese tea", "the spiral", "the truce"]
    assert sorted(texts_of(base.issues["minerals"])) == sorted(
        ["Rare earths", "rare earth", "稀土", "Licences are slow."]
    )


def test_protected_and_vocabulary_when_asked_for_then_names_and_words_of_the_base(tea: Weighing) -> None:
    assert {"scott", "bessent", "rare", "earth", "japan", "yellen", "cherry"} <= tea.coverage.protected
    assert {"truce", "licences", "spiral", "hello", "cap"} <= tea.coverage.vocabulary


TYPED = st.lists(
    st.sampled_from(
        "who why tariff on china Japan price cherries tea 1985 in 900% $5 the vice president 谁 关税".split()
    )
).map(" ".join)


@given(st.text(max_size=80) | TYPED)
def test_gaps_when_given_any_text_then_each_entry_is_told_apart_without_raising(tea: Weighing, text: str) -> None:
    for entry in tea.coverage.base.entries:
        found = tea.gaps(entry, text)
        assert all(gap.weight > 0 and gap.words for gap in found)
        assert len({gap.reason for gap in found}) == len(found)
