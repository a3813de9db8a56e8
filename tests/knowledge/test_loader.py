from pathlib import Path

import pytest

from bot.knowledge.findings import Severity
from bot.knowledge.library import KnowledgeError, Library
from bot.knowledge.loader import load

ENTRY = "entries:\n  - id: hi\n    question: Hi?\n    phrasings: [hello]\n    answer: Hello.\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def lines(folder: Path) -> list[str]:
    return [str(finding) for finding in load(folder).findings if finding.severity is Severity.ERROR]


def test_load_when_there_is_nothing_but_entries_then_it_is_a_base(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, faq__all=ENTRY))
    assert loaded.base is not None
    assert list(loaded.base.entries) == ["hi"]
    assert loaded.base.timezone == "UTC"


def test_load_when_three_files_have_a_mistake_each_then_all_are_named_with_their_place(tmp_path: Path) -> None:
    write(
        tmp_path,
        faq__a="entries:\n  - id: a\n    question: A?\n    phrasings: []\n    anwser: x\n",
        faq__b=ENTRY + "    see_also: [helo]\n",
        facts__c="statements:\n  - id: s\n    versions:\n      - from: 2025-02-30\n        text: x\n",
    )
    found = "\n".join(lines(tmp_path))
    assert "a.yaml:5:5: error unknown-key: the key 'anwser' is not known here (did you mean 'answer'?)" in found
    assert "b.yaml:6:5: error dangling-reference: entry 'helo' does not exist" in found
    assert "c.yaml:4:9: error value: 'from': '2025-02-30' is not a day of the calendar" in found


@pytest.mark.parametrize(
    ("yaml", "place", "rule"),
    [
        ("entries:\n  - id: hi\n   bad", ":3:4:", "yaml"),
        (ENTRY + "    id: hi\n", ":6:5:", "duplicate-key"),
        (ENTRY + ENTRY.partition("\n")[2], ":6:5:", "duplicate-id"),
        (ENTRY.replace("Hello.", "30"), ":5:5:", "value"),
        (ENTRY.replace("id: hi", "id: h i"), ":2:5:", "value"),
        ("[]", ":1:1:", "shape"),
        ("entries: 5", ":1:1:", "shape"),
        ("entires: []", ":1:1:", "unknown-key"),
        ("entries:\n  - !!python/object:os.system {}\n", ":2:5:", "yaml"),
    ],
)
def test_load_when_yaml_is_wrong_then_the_place_and_the_rule_are_told(
    tmp_path: Path, yaml: str, place: str, rule: str
) -> None:
    found = lines(write(tmp_path, faq__all=yaml))
    assert any(place in line and f"error {rule}" in line for line in found), found


def test_load_when_words_look_like_other_types_then_they_stay_text(tmp_path: Path) -> None:
    base = load(write(tmp_path, faq__all=ENTRY.replace("[hello]", "[no, on, 12:30, yes]"))).base
    assert base is not None
    assert base.entries["hi"].phrasings == ("no", "on", "12:30", "yes")


def test_load_when_the_folder_is_missing_then_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    assert "set `knowledge` in config.yaml" in lines(tmp_path / "nowhere")[0]


def test_load_when_a_file_is_not_utf8_then_its_line_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, faq__all=ENTRY)
    (folder / "faq" / "zz.yaml").write_bytes(b"entries: []\n# caf\xe9\n")
    assert any("zz.yaml:2:1: error encoding" in line for line in lines(folder))


def test_reload_when_the_new_files_are_wrong_then_the_old_snapshot_stays(tmp_path: Path) -> None:
    library = Library(write(tmp_path, faq__all=ENTRY))
    before = library.base
    write(tmp_path, faq__all="entries: 5")
    with pytest.raises(KnowledgeError, match="must hold a list"):
        library.reload()
    assert library.base is before
    write(tmp_path, faq__all=ENTRY.replace("Hello.", "Good day."))
    assert library.reload().revision != before.revision
