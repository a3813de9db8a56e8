"""What a reader learns from: lexicon/, declined/, smalltalk.yaml and the labelled questions, read and checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.knowledge.defaults import defaults
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.lexicon import Labelled, MentionKind
from bot.knowledge.loader import load
from tests.support.reading import FILES, tea_base, write

WORDS = "kind: product\nwords: {tea: [tea]}\n"


def findings(folder: Path, **more: str) -> list[Finding]:
    """What loading finds besides the advice on how many phrasings an entry should have."""
    return [found for found in load(write(folder, **more)).findings if found.rule != "few-phrasings"]


def errors(folder: Path, **more: str) -> list[str]:
    """The errors as they are printed, the folder left out."""
    found = findings(folder, **more)
    return [str(e).replace(f"{folder.resolve()}/", "") for e in found if e.severity is Severity.ERROR]


def lines(*questions: object) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in questions)


def test_load_when_every_kind_of_file_is_there_then_all_of_it_is_in_the_base(tmp_path: Path) -> None:
    base = tea_base(tmp_path)
    assert {listed.kind for listed in base.lexicon} >= set(MentionKind) - {
        MentionKind.PARTY,
        MentionKind.TURN,
        MentionKind.ORDINAL,
    }
    assert base.glossary.glossary == {**defaults().glossary.glossary, "关税": "tariff", "休战": "truce"}
    assert next(iter(base.declined)) == "place"
    assert set(base.declined) == set(defaults().declined)
    assert base.declined["place"].counter_examples == {"talks in Sweden": "stockholm"}
    assert base.smalltalk["greeting"].examples == ("hi", "hello")
    assert [line.entry for line in base.labelled[:4]] == ["deficit", "truce-end", "us-rate", "truce-end"]
    assert len(base.labelled) == 8
    assert base.labelled[1].also == ("both-rates",)
    assert base.labelled[2].declined == "place"
    assert [line.q for line in base.calibration] == ["the invasion of tea"]


def test_load_when_none_of_the_files_is_there_then_it_is_a_base_all_the_same(tmp_path: Path) -> None:
    kept = {
        name: text
        for name, text in FILES.items()
        if name.split("/")[0].split(".")[0] in ("scope", "sources", "facts", "faq")
    }
    base = load(write(tmp_path, kept)).base
    assert base is not None
    assert (base.lexicon, base.labelled, base.calibration) == (defaults().lexicon, (), ())
    assert (set(base.declined), set(base.smalltalk)) == (set(defaults().declined), set(defaults().smalltalk))
    assert base.glossary == defaults().glossary


def test_load_when_files_of_labelled_questions_are_several_then_their_lines_stand_in_the_order_of_names(
    tmp_path: Path,
) -> None:
    one, other = lines({"q": "later", "entry": "deficit"}), lines({"q": "first", "entry": "deficit"})
    base = load(write(tmp_path, questions__train__b_jsonl=one, questions__train__a_jsonl=other)).base
    assert base is not None
    assert [line.q for line in base.labelled] == ["first", "later"]


@pytest.mark.parametrize(
    "changed",
    [
        {"lexicon__products_yaml": WORDS},
        {"lexicon__chinese_yaml": "glossary: {关税: duty}\n"},
        {"declined__kinds_yaml": "declined: [{id: place, say: Something else.}]\n"},
        {"smalltalk_yaml": "smalltalk: []\n"},
        {"questions__train__a_jsonl": ""},
        {"questions__calibration__a_jsonl": ""},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_load_when_any_of_the_files_changes_then_the_revision_does(tmp_path: Path, changed: dict[str, str]) -> None:
    before = tea_base(tmp_path)
    after = load(write(tmp_path, **changed)).base
    assert after is not None
    assert after.revision != before.revision


DANGLING = [
    (
        {"questions__train__a_jsonl": lines({"q": "a", "entry": "deficit"}, "", {"q": "b", "entry": "deficits"})},
        "questions/train/a.jsonl:3:1: error dangling-reference: entry 'deficits' does not exist; did you mean 'deficit'?",
    ),
    (
        {"questions__calibration__a_jsonl": lines({"q": "a", "declined": "plase"})},
        "questions/calibration/a.jsonl:1:1: error dangling-reference: declined kind 'plase' does not exist; "
        "did you mean 'place'?",
    ),
    (
        {"questions__train__z_jsonl": lines({"q": "a", "entry": "deficit", "also": ["deficit", "zorgle"]})},
        "questions/train/z.jsonl:1:1: error dangling-reference: entry 'zorgle' does not exist",
    ),
    (
        {"questions__train__z_jsonl": lines({"q": "a", "entry": "us-rates", "declined": "place"})},
        "questions/train/z.jsonl:1:1: error dangling-reference: entry 'us-rates' does not exist; did you mean 'us-rate'?",
    ),
    (
        {"declined__more_yaml": "declined:\n  - id: far\n    say: No.\n    counter_examples: {hm: deficitt}\n"},
        "declined/more.yaml:4:5: error dangling-reference: entry 'deficitt' does not exist; did you mean 'deficit'?",
    ),
    (
        {"smalltalk_yaml": "smalltalk:\n  - id: hey\n    say: Hey.\n    counter_examples: {hm: stokholm}\n"},
        "smalltalk.yaml:4:5: error dangling-reference: entry 'stokholm' does not exist; did you mean 'stockholm'?",
    ),
    (
        {"lexicon__places_yaml": "kind: place\nwords:\n  JP: [japan]\n  ZX: [nowhere]\n"},
        "lexicon/places.yaml:4:3: error dangling-reference: territory 'ZX' does not exist",
    ),
]


@pytest.mark.parametrize(("more", "told"), DANGLING, ids=[next(iter(more)) for more, _ in DANGLING])
def test_load_when_an_id_points_at_nothing_then_the_place_and_the_nearest_name_are_told(
    tmp_path: Path, more: dict[str, str], told: str
) -> None:
    (found,) = errors(tmp_path, **more)
    assert found.startswith(told)


def test_load_when_a_question_names_neither_an_entry_nor_a_kind_then_that_is_told(tmp_path: Path) -> None:
    (found,) = errors(tmp_path, questions__train__z_jsonl=lines({"q": "who?"}))
    assert found == (
        "questions/train/z.jsonl:1:1: error unlabelled: 'who?' needs the `entry` that answers it, "
        "or the kind under `declined`"
    )


def test_load_when_a_question_is_labelled_with_small_talk_or_both_ways_then_it_is_fine(tmp_path: Path) -> None:
    more = lines({"q": "hey ho", "declined": "greeting"}, {"q": "why Japan", "entry": "us-rate", "declined": "place"})
    assert errors(tmp_path, questions__train__z_jsonl=more) == []


BROKEN_LINES = [
    ("{", "error value"),
    ("not json", "error value"),
    ('["q"]', "error value"),
    ('{"entry": "deficit"}', "error missing-key: the key 'q' is missing"),
    ('{"q": "", "entry": "deficit"}', "error value: 'q'"),
    ('{"q": 5, "entry": "deficit"}', "error value: 'q' must be text, found 5"),
    ('{"q": "a", "entry": "d e"}', "error value: 'entry' may hold letters"),
    ('{"q": "a", "entry": "deficit", "lang": "fr"}', "error value: 'lang'"),
    (
        '{"q": "a", "entrie": "deficit"}',
        "error unknown-key: the key 'entrie' is not known here (did you mean 'entry'?)",
    ),
    ('{"q": "a", "entry": "deficit", "also": "deficit"}', "error value: 'also'"),
]


@pytest.mark.parametrize(("line", "told"), BROKEN_LINES, ids=[line for line, _ in BROKEN_LINES])
@pytest.mark.parametrize("use", ["train", "calibration"])
def test_load_when_a_line_is_no_labelled_question_then_its_file_and_line_are_told(
    tmp_path: Path, use: str, line: str, told: str
) -> None:
    good = {"q": "a good one", "entry": "deficit"}
    found = errors(tmp_path, **{f"questions__{use}__z_jsonl": lines(good, "", line, good)})
    assert any(one.startswith(f"questions/{use}/z.jsonl:3:1: {told}") for one in found), found
    assert all("z.jsonl:3:" in one for one in found)


BROKEN_LISTS = [
    ("kind: prodct\nwords: {tea: [tea]}\n", ":1:1: error value: 'kind'"),
    ("words: {tea: [tea]}\n", ":1:1: error missing-key: the key 'kind' is missing"),
    ("kind: product\n", ":1:1: error missing-key: the key 'words' is missing"),
    (WORDS + "wrods: {}\n", ":3:1: error unknown-key: the key 'wrods' is not known here (did you mean 'words'?)"),
    ("kind: product\nwords: {tea: tea}\n", ":2:9: error value: 'tea'"),
    ("kind: product\nwords: {tea: [tea, 5]}\n", ":2:20: error value: item 2 of 'tea' must be text, found 5"),
    ("kind: product\nwords: [tea]\n", ":2:1: error value: 'words'"),
    ("glossary: {关税: tariff}\nkind: product\n", ":2:1: error unknown-key: the key 'kind' is not known here"),
    ("glossary: {关税: 5}\n", ":1:12: error value: '关税' must be text"),
    ("- tea\n", ":1:1: error value"),
    ("kind: product\nkind: place\nwords: {}\n", ":2:1: error duplicate-key"),
    ("kind: [\n", "error yaml"),
]


@pytest.mark.parametrize(("yaml", "told"), BROKEN_LISTS, ids=[told for _, told in BROKEN_LISTS])
def test_load_when_a_word_list_is_wrong_then_the_place_and_the_rule_are_told(
    tmp_path: Path, yaml: str, told: str
) -> None:
    found = errors(tmp_path, lexicon__zz_yaml=yaml)
    assert any(one.startswith("lexicon/zz.yaml") and told in one for one in found), found


@pytest.mark.parametrize(
    ("yaml", "told"),
    [
        (
            "declined:\n  - {id: far, say: No., exmples: [a]}\n",
            "unknown-key: the key 'exmples' is not known here (did you",
        ),
        ("declined:\n  - {id: far}\n", "missing-key: the key 'say' is missing"),
        ("declined:\n  - {id: fa r, say: No.}\n", "value: 'id' may hold letters"),
        ("declined:\n  - {id: far, say: No., examples: a}\n", "value: 'examples'"),
        ("declined:\n  - {id: place, say: No.}\n", "duplicate-id: the id 'place' is already used at"),
        ("declined: 5\n", "shape: 'declined' must hold a list"),
        ("refused: []\n", "unknown-key: the key 'refused' is not known here"),
        ("smalltalk: []\n", "unknown-key: the key 'smalltalk' is not known here"),
    ],
)
def test_load_when_a_declined_kind_is_wrong_then_the_rule_is_told(tmp_path: Path, yaml: str, told: str) -> None:
    found = errors(tmp_path, declined__zz_yaml=yaml)
    assert any(one.startswith("declined/zz.yaml") and f"error {told}" in one for one in found), found


def test_load_when_every_file_has_a_mistake_then_all_are_told_at_once(tmp_path: Path) -> None:
    found = errors(
        tmp_path,
        lexicon__products_yaml="kind: product\nwrods: {}\n",
        lexicon__zz_yaml="kind: place\nwords: {ZX: [nowhere]}\n",
        declined__kinds_yaml="declined:\n  - {id: place, say: No., counter_examples: {a: b}}\n",
        smalltalk_yaml="smalltalk:\n  - {id: hey}\n",
        questions__train__a_jsonl=lines("{", {"q": "a"}, {"q": "b", "declined": "nothing"}),
        questions__calibration__a_jsonl=lines({"q": "c", "entry": "nothing"}),
    )
    for place in (
        "lexicon/products.yaml:2:1: error unknown-key",
        "lexicon/zz.yaml:2:9: error dangling-reference",
        "declined/kinds.yaml:2:",
        "smalltalk.yaml:2:5: error missing-key",
        "questions/train/a.jsonl:1:1: error value",
        "questions/train/a.jsonl:2:1: error unlabelled",
        "questions/train/a.jsonl:3:1: error dangling-reference",
        "questions/calibration/a.jsonl:1:1: error dangling-reference",
    ):
        assert any(one.startswith(place) for one in found), (place, found)


@pytest.mark.parametrize("name", ["lexicon__zz_yaml", "declined__zz_yaml", "questions__train__zz_jsonl"])
def test_load_when_a_file_is_not_utf8_then_its_line_is_told(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{name: ""})
    path = next(tmp_path.rglob("zz.*"))
    path.write_bytes(b"\n# caf\xe9\n")
    found = [str(one) for one in load(tmp_path).findings]
    assert any(f"{path.name}:2:1: error encoding" in one for one in found), found


@pytest.mark.parametrize("word", ["tea", "Tea", "TEA"])
def test_load_when_a_word_stands_in_lists_of_two_kinds_then_it_is_a_warning_at_the_second(
    tmp_path: Path, word: str
) -> None:
    found = findings(tmp_path, lexicon__zz_yaml=f"kind: attribute\nwords:\n  drink: [drink, {word}]\n")
    told = [one for one in found if one.location.path.endswith("zz.yaml")]
    assert [(one.severity, one.rule, one.location.line) for one in told] == [(Severity.WARNING, "word-in-two-lists", 3)]
    assert f"the word {word!r} stands in the list of product too" in told[0].sentence


def test_load_when_a_word_stands_for_two_things_of_one_kind_then_it_is_fine(tmp_path: Path) -> None:
    more = "kind: product\nwords: {drink: [tea], leaf: [tea]}\n"
    assert not [one for one in findings(tmp_path, lexicon__zz_yaml=more) if one.location.path.endswith("zz.yaml")]


WRONG_IDS = [
    (
        "question",
        "zorgle: [how long]",
        "dangling-reference: kind of question 'zorgle' does not exist; known are how, how_many, how_much, list, polite, what, when, where, whether, who, why",
    ),
    (
        "role",
        "zorgle: [dues]",
        "dangling-reference: role 'zorgle' does not exist; known are and, charge, duty, face, goods, into, made_in, onto, out_of",
    ),
    (
        "time",
        "soon: [soon]",
        "value: 'soon' is no time; write a day as 2025-05-13, a stretch as 2017-01-20/2021-01-19, or a round's id",
    ),
    (
        "time",
        '"2025-02-30": [that day]',
        "value: '2025-02-30' is no time; write a day as 2025-05-13, a stretch as 2017-01-20/2021-01-19, or a round's id",
    ),
]


@pytest.mark.parametrize(("kind", "words", "told"), WRONG_IDS, ids=[words for _, words, _ in WRONG_IDS])
def test_load_when_a_list_has_an_id_that_its_kind_does_not_know_then_that_is_an_error(
    tmp_path: Path, kind: str, words: str, told: str
) -> None:
    (found,) = errors(tmp_path, lexicon__zz_yaml=f"kind: {kind}\nwords: {{{words}}}\n")
    assert found.startswith("lexicon/zz.yaml:2:")
    assert found.endswith(f": error {told}")


@pytest.mark.parametrize(
    ("kind", "words", "nearest"), [("question", "how_mny: [how long]", "how_many"), ("role", "dutie: [dues]", "duty")]
)
def test_load_when_an_id_of_a_list_is_nearly_one_that_its_kind_knows_then_that_one_is_told(
    tmp_path: Path, kind: str, words: str, nearest: str
) -> None:
    (found,) = errors(tmp_path, lexicon__zz_yaml=f"kind: {kind}\nwords: {{{words}}}\n")
    assert found.endswith(f" does not exist; did you mean '{nearest}'?")


def test_load_when_a_list_of_parties_names_one_that_scope_does_not_declare_then_that_is_an_error(
    tmp_path: Path,
) -> None:
    assert errors(tmp_path, lexicon__zz_yaml="kind: party\nwords: {usa: [yankees]}\n")


def test_load_when_a_word_stands_twice_under_one_id_then_it_is_fine(tmp_path: Path) -> None:
    found = findings(tmp_path, lexicon__zz_yaml="kind: other\nwords: {leaf: [leafy, Leafy]}\n")
    assert not any(one.location.path.endswith("zz.yaml") for one in found)


TRADITIONAL = "a word is compared without simplifying it or cutting it into words, though it is looked up so"


@pytest.mark.parametrize(
    "word",
    [
        "ｔｅａ",
        "tea!",
        pytest.param("茶葉", marks=pytest.mark.xfail(strict=True, reason=TRADITIONAL)),
        pytest.param("tea-leaves", marks=pytest.mark.xfail(strict=True, reason=TRADITIONAL)),
    ],
)
def test_load_when_a_word_of_two_lists_is_the_same_in_canonical_form_then_it_is_a_warning(
    tmp_path: Path, word: str
) -> None:
    found = findings(tmp_path, lexicon__zz_yaml=f"kind: attribute\nwords:\n  drink: ['{word}']\n")
    assert any(one.location.path.endswith("zz.yaml") for one in found)


def test_load_when_two_files_hold_a_glossary_then_both_count(tmp_path: Path) -> None:
    base = load(write(tmp_path, lexicon__zz_yaml="glossary: {逆差: deficit}\n")).base
    assert base is not None
    own = {"关税": "tariff", "休战": "truce", "逆差": "deficit"}
    assert base.glossary.glossary == {**defaults().glossary.glossary, **own}


def test_load_when_a_word_stands_in_two_glossaries_then_that_is_an_error_at_the_second(tmp_path: Path) -> None:
    (found,) = errors(tmp_path, lexicon__zz_yaml="glossary:\n  逆差: deficit\n  关税: duty\n")
    assert found.startswith("lexicon/zz.yaml:3:")
    assert found.endswith(": error duplicate-key: '关税' is in another glossary too")


@pytest.mark.parametrize(
    "more",
    [
        {"smalltalk_yaml": "smalltalk:\n  - {id: place, say: Hello!, examples: [hi]}\n"},
        {"declined__zz_yaml": "declined:\n  - {id: deficit, say: No., examples: [the federal deficit]}\n"},
    ],
    ids=["declined-and-smalltalk", "declined-and-entry"],
)
def test_load_when_two_kinds_of_record_that_are_learned_share_an_id_then_that_is_an_error(
    tmp_path: Path, more: dict[str, str]
) -> None:
    (found,) = errors(tmp_path, **more)
    assert "error duplicate-id: the id" in found


@pytest.mark.parametrize("separator", ["\u2028", "\x85"])
def test_load_when_a_question_holds_a_line_separator_then_it_is_one_line(tmp_path: Path, separator: str) -> None:
    line = {"q": f"the tea{separator}deficit", "entry": "deficit"}
    assert errors(tmp_path, questions__train__z_jsonl=lines(line)) == []


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_labelled_when_a_language_of_the_questions_is_named_then_it_is_kept(language: str) -> None:
    line = json.dumps({"q": "休戰", "lang": language, "entry": "a"})
    assert Labelled.model_validate_json(line).lang == language


def test_load_when_the_shipped_knowledge_is_read_then_no_check_of_the_reading_finds_anything() -> None:
    loaded = load(Path(__file__).resolve().parents[2] / "knowledge")
    rules = {"dangling-reference", "unlabelled", "word-in-two-lists", "unknown-key", "missing-key", "value"}
    assert loaded.base is not None
    assert [str(one) for one in loaded.findings if one.rule in rules] == []
    assert len(loaded.base.labelled) > 1000
    assert len(loaded.base.calibration) > 100
