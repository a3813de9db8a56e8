"""Templates: what the teller tells, and no way out of the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from bot.answers.telling import NoFact, Slots, Teller
from bot.answers.templates import TemplateProblem, names_in, parse, render
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Library
from tests.support.bases import NOW, write_base


@pytest.fixture
def teller(wide: KnowledgeBase) -> Teller:
    return Teller(wide, NOW, NOW)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("No call at all: 5 % of {nothing", "No call at all: 5 % of {nothing"),
        ("{{ rate('us_on_china') }}", "20%"),
        ("**{{ say('truce_until') }}**", "**The truce runs to **10 January 2027**.**"),
        ("{{ figure('deficit', 2018) }} in 2018", "$419.2 billion in 2018"),
        ("{% if year %}{{ year }}{% else %}no year{% endif %}", "no year"),
        ("{{ 'a' }}   b\n\n\n\n  c  \n", "a b\n\nc"),
        ("{# a note #}told", "told"),
    ],
)
def test_render_when_the_template_is_right_then_its_text_without_loose_space(
    teller: Teller, source: str, text: str
) -> None:
    assert render(source, teller) == text


def test_render_when_slots_are_filled_then_the_template_reads_them(wide: KnowledgeBase) -> None:
    teller = Teller(wide, NOW, NOW, slots=Slots(year=2018, years=(2018, 2024), direction="us_on_china"))
    assert render("{{ year }} {{ years | join('/') }} {{ direction }} {{ party is none }}", teller) == (
        "2018 2018/2024 us_on_china True"
    )


def test_render_when_facts_are_told_then_the_teller_knows_which(teller: Teller) -> None:
    render("{{ say('truce_until') }} {{ rate('us_on_china') }}", teller)
    assert len(teller.used) == 2
    assert all(used.current for used in teller.used)


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{{ nothing() }}",
        "{{ say }}{{ say('truce_until').nothing }}",
        "{{ year.nothing }}",
        "{% if nothing %}x{% endif %}",
        "{{ nothing | default }}{{ nothing.more }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ dict(a=1) }}",
        "{{ self.x }}",
    ],
)
def test_render_when_a_name_is_unknown_then_a_problem_and_never_an_empty_place(teller: Teller, source: str) -> None:
    with pytest.raises(TemplateProblem):
        render(source, teller)


@pytest.mark.parametrize(
    "source",
    [
        "{{ say.__self__ }}",
        "{{ say.__func__.__globals__ }}",
        "{{ rate.__self__.base }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ().__class__.__base__ }}",
        "{{ years.__class__ }}",
        "{{ (''|attr('__class__')) }}",
        "{{ ''['__class__'] }}",
        "{{ '{0.__class__}'.format(say) }}",
        "{{ '%s'.__mod__ }}",
        "{{ say['__globals__'] }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__ }}",
        "{% set x = [] %}{{ x.append(1) }}",
        "{% include 'config.yaml' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
    ],
)
def test_render_when_a_way_out_of_the_sandbox_is_tried_then_refused(teller: Teller, source: str) -> None:
    with pytest.raises(TemplateProblem):
        render(source, teller)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{{ say('nowhere') }}", "there is no statement 'nowhere'"),
        ("{{ rate('nowhere') }}", "there is no rate 'nowhere'"),
        ("{{ figure('deficit', 'soon') }}", "a period is expected"),
        ("{{ 1 / 0 }}", "cannot be used"),
        ("{{ say() }}", "cannot be used"),
        ("{{ say('a' }}", "cannot be used"),
        ("{% if year %}", "cannot be used"),
    ],
)
def test_render_when_the_curator_was_mistaken_then_a_problem_in_one_sentence(
    teller: Teller, source: str, problem: str
) -> None:
    with pytest.raises(TemplateProblem, match=problem):
        render(source, teller)


def test_render_when_nothing_is_on_record_then_no_fact_says_from_when(wide: KnowledgeBase) -> None:
    early = datetime(2024, 5, 1, tzinfo=UTC)
    with pytest.raises(NoFact) as missing:
        render("{{ rate('us_on_china') }}", Teller(wide, NOW, early))
    assert missing.value.since is not None
    assert missing.value.since.date().isoformat() == "2025-04-10"


def test_render_when_a_text_tells_itself_then_a_problem_and_no_endless_loop(tmp_path: Path) -> None:
    folder = write_base(tmp_path)
    loop = "statements: [{id: loop, versions: [{from: '2025-01-01', text: \"{{ say('loop') }}\"}]}]"
    (folder / "facts" / "loop.yaml").write_text(loop, "utf-8")
    with pytest.raises(TemplateProblem, match="again and again"):
        render("{{ say('loop') }}", Teller(Library(folder).base, NOW, NOW))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ say('x') }} {{ year }}", {"say", "year"}),
        ("{% set y = year or latest_year('d') %}{{ y }}", {"year", "latest_year"}),
        ("plain", set()),
        ("{{ broken", set()),
    ],
)
def test_names_in_when_a_template_is_read_then_the_names_from_outside(source: str, names: set[str]) -> None:
    assert names_in(source) == names


def test_parse_when_the_syntax_is_wrong_then_the_line_is_told() -> None:
    with pytest.raises(TemplateSyntaxError) as error:
        parse("fine\n{{ say( }}")
    assert error.value.lineno == 2
