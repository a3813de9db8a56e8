"""Which times an entry accounts for, day by day: its own question's, those that it names, and those of its records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.answers.coverage import Coverage, Known, _days_of, _is_its_own, _tells_of
from bot.answers.dates import Bearing, Grain, Named
from bot.answers.lexicon import Mention
from bot.answers.reading import Reader, Reading
from bot.answers.reply import Reason
from bot.knowledge.lexicon import MentionKind, QuestionKind
from bot.knowledge.loader import load
from bot.knowledge.model import Round, Statement
from tests.support.reading import tea_base, write

NOTHING = Known(
    asked=frozenset(),
    told=frozenset(),
    places=frozenset(),
    directions=frozenset(),
    kinds=frozenset(),
    years=frozenset(),
    months=frozenset(),
    first_year=None,
    own_times=(),
    is_event=False,
    events=frozenset(),
    picks_its_period=False,
)
TODAY = date(2026, 11, 23)


def time(first: str, last: str = "", grain: Grain = Grain.DAY, bearing: Bearing = Bearing.IN) -> Named:
    return Named(date.fromisoformat(first), date.fromisoformat(last or first), grain, (0, 0), bearing)


MAY = time("2025-05-01", "2025-05-31", Grain.MONTH)
YEAR = time("2025-01-01", "2025-12-31", Grain.YEAR)


@pytest.mark.parametrize(
    ("named", "is_its_own"),
    [
        (time("2025-05-12"), True),
        (time("2025-05-14"), True),
        (time("2025-05-11"), False),
        (time("2025-05-15"), False),
        (time("2025-05-01", "2025-05-12", Grain.SEASON), True),
        (time("2025-05-14", "2025-06-01", Grain.SEASON), True),
        (time("2025-04-01", "2025-06-30", Grain.QUARTER), True),
    ],
)
def test_own_time_when_it_overlaps_that_of_the_question_then_it_is_its_own(named: Named, is_its_own: bool) -> None:
    known = replace(NOTHING, own_times=(time("2025-05-12", "2025-05-14", Grain.SEASON),))
    assert _is_its_own(known, named) is is_its_own


@pytest.mark.parametrize(
    ("named", "is_its_own"),
    [
        (MAY, True),
        (time("2025-05-20"), True),
        (time("2025-04-30"), False),
        (time("2025-06-01"), False),
        (time("2024-05-20"), False),
        (time("2026-05-20"), False),
        (time("2025-04-01", "2025-06-30", Grain.QUARTER), True),
        (time("2025-01-01", "2025-05-01", Grain.HALF), True),
        (time("2025-05-31", "2025-12-31", Grain.HALF), True),
        (time("2024-12-01", "2025-01-31", Grain.SEASON), False),
        (time("2024-12-01", "2026-01-31", Grain.SEASON), True),
    ],
)
def test_own_time_when_the_entry_names_a_month_then_whatever_holds_that_month_is_its_own(
    named: Named, is_its_own: bool
) -> None:
    known = replace(NOTHING, months=frozenset({(2025, 5)}), years=frozenset({2030}))
    assert _is_its_own(known, named) is is_its_own


def test_own_time_when_a_year_is_named_then_the_years_of_the_entry_count_and_its_months_do_not() -> None:
    assert _is_its_own(replace(NOTHING, years=frozenset({2025})), YEAR)
    assert not _is_its_own(replace(NOTHING, years=frozenset({2024}), months=frozenset({(2025, 5)})), YEAR)


@pytest.mark.parametrize(
    ("named", "ahead", "known", "tells"),
    [
        (MAY, True, {"months": {(2025, 5)}}, True),
        (MAY, True, {"months": {(2025, 6)}, "years": {2025}}, False),
        (YEAR, True, {"years": {2025}}, True),
        (YEAR, True, {"first_year": 2020}, False),
        (MAY, False, {"years": {2025}}, True),
        (MAY, False, {"first_year": 2025}, True),
        (MAY, False, {"first_year": 2026}, False),
        (MAY, False, {"first_year": 2020, "is_event": True}, False),
        (MAY, False, {}, False),
        (time("2023-06-01", "2025-02-01", Grain.SEASON), False, {"years": {2024}}, True),
        (time("2023-06-01", "2025-02-01", Grain.SEASON), False, {"years": {2025}}, True),
        (time("2023-06-01", "2025-02-01", Grain.SEASON), False, {"years": {2022, 2026}}, False),
        (time("2023-06-01", "2025-02-01", Grain.SEASON), False, {"first_year": 2025}, True),
        (replace(YEAR, bearing=Bearing.BEFORE), False, {"years": {1991}}, True),
        (replace(YEAR, bearing=Bearing.BEFORE), False, {"years": {2026}}, False),
        (replace(YEAR, bearing=Bearing.AFTER), False, {"years": {2026}}, True),
        (replace(YEAR, bearing=Bearing.AFTER), False, {"years": {1991}}, False),
        (replace(YEAR, bearing=Bearing.SINCE), False, {"first_year": 2026}, True),
    ],
)
def test_tells_when_a_time_is_asked_for_then_only_an_entry_that_has_something_of_it(
    named: Named, ahead: bool, known: dict[str, object], tells: bool
) -> None:
    given = {name: frozenset(value) if isinstance(value, set) else value for name, value in known.items()}
    assert _tells_of(replace(NOTHING, **given), named, ahead=ahead) is tells  # type: ignore[arg-type]


def test_days_when_talks_last_several_then_first_to_last_and_other_records_have_none() -> None:
    def talks(**fields: object) -> Round:
        outcome = [{"from": "2025-05-12", "text": "They talked."}]
        return Round.model_validate({"id": "t", "kind": "round", "title": "T", "outcome": outcome, **fields})

    statement = Statement.model_validate({"id": "s", "versions": [{"from": "2025-05-12", "text": "x"}]})
    found = list(
        _days_of([statement, talks(**{"from": "2025-05-10"}), talks(**{"from": "2025-05-10"}, last="2025-05-12")])
    )
    assert found == [time("2025-05-10"), time("2025-05-10", "2025-05-12", Grain.SEASON)]


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    base = tea_base(Path(tmp_path_factory.mktemp("times")))
    return Coverage(base, Reader(base))


def asked(*times: Named, kind: QuestionKind = QuestionKind.WHAT, mentions: tuple[Mention, ...] = ()) -> Reading:
    return Reading("what was it", "en", kind, TODAY, times=times, mentions=mentions)


def no_fact(coverage: Coverage, known: Known, reading: Reading) -> list[str]:
    return [gap.words for gap in coverage._gaps(known, reading) if gap.reason is Reason.NO_FACT]


def test_gaps_when_no_time_asked_for_is_the_entrys_own_then_the_first_of_them_is_named(coverage: Coverage) -> None:
    known = replace(NOTHING, own_times=(time("2025-05-12"),))
    assert no_fact(coverage, known, asked(time("2024-01-01"), time("2023-01-01"))) == ["2024"]
    assert no_fact(coverage, known, asked(time("2024-01-01"), time("2025-05-12"))) == []


def test_gaps_when_a_time_says_whose_knowledge_is_told_then_it_is_none_that_is_asked_about(coverage: Coverage) -> None:
    known = replace(NOTHING, own_times=(time("2025-05-12"),))
    assert no_fact(coverage, known, asked(time("2024-01-01", bearing=Bearing.AS_OF))) == []


def test_gaps_when_a_claim_is_about_a_time_ahead_then_the_entry_puts_it_right(coverage: Coverage) -> None:
    known = replace(NOTHING, own_times=(time("2025-05-12"),))
    ahead, past = time("2027-01-01"), time("2024-01-01")
    assert no_fact(coverage, known, asked(ahead, kind=QuestionKind.WHETHER)) == []
    assert no_fact(coverage, known, asked(past, kind=QuestionKind.WHETHER)) == ["2024"]
    assert no_fact(coverage, known, asked(ahead)) == ["2027"]


def test_gaps_when_a_claim_names_an_event_then_it_is_for_an_entry_that_tells_of_the_event(tmp_path: Path) -> None:
    facts = """
statements:
  - id: ruling
    happened: {on: "2026-02-20", words: [ruled]}
    versions: [{from: "2026-02-20", text: The court ruled.}]
"""
    times = 'kind: time\nwords: {"2026-02-20": [ruling]}\n'
    base = load(write(tmp_path, facts__court_yaml=facts, lexicon__court_yaml=times)).base
    assert base is not None
    reader = Reader(base)
    court = Coverage(base, reader)

    def not_told(question: str, known: Known) -> list[str]:
        now = datetime(2026, 11, 23, tzinfo=UTC)
        return [g.words for g in court._gaps(known, reader.read(question, now)) if g.reason is Reason.NOT_TOLD]

    judge = replace(NOTHING, first_year=2020)
    assert not_told("was the ruling in November 2025?", judge) == ["ruling"]
    assert not_told("was the ruling in November 2025?", replace(judge, events=frozenset({"2026-02-20"}))) == []
    assert not_told("was it so before the ruling in November 2025?", judge) == []
    assert not_told("was the ruling right?", judge) == []
    assert not_told("what was the ruling in November 2025?", judge) == []


def test_gaps_when_a_claim_names_an_event_that_the_entry_tells_of_then_its_time_is_put_right(
    coverage: Coverage,
) -> None:
    known = replace(NOTHING, own_times=(time("2025-05-12"),), events=frozenset({"tasting"}))
    told, other = (Mention(frozenset({(MentionKind.TIME, id_)}), id_, 0, 1) for id_ in ("tasting", "elsewhere"))
    claim = asked(time("2024-01-01"), kind=QuestionKind.WHETHER, mentions=(told,))
    assert no_fact(coverage, known, claim) == []
    assert no_fact(coverage, known, replace(claim, mentions=(other,))) == ["2024"]
    assert no_fact(coverage, known, replace(claim, kind=QuestionKind.WHAT)) == ["2024"]
