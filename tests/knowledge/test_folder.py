"""What lies in the knowledge folder and nobody reads, and what would do harm if it were read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.knowledge.test_broken import BASE, told, write

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
HANG_S = 60
"""A bound that catches what hangs; what the runs take is measured in processor seconds."""

UNREAD = [
    ("deadlines.yml", "error unread-file: nobody reads this file; rename it to 'deadlines.yaml'"),
    ("Sources.YAML", "error unread-file: nobody reads this file; rename it to 'sources.yaml'"),
    ("source.yaml", "error unread-file: nobody reads this file; rename it to 'sources.yaml'"),
    ("rates.yaml", "error unread-file: nobody reads this file; move it into facts/ or faq/"),
    ("faq/zz.yaml.txt", "error unread-file: nobody reads this file; rename it to 'zz.yaml'"),
    ("faq/zz.yaml.bak", "error unread-file: nobody reads this file; rename it to 'zz.yaml'"),
    ("facts/rates", "error unread-file: nobody reads this file; rename it to 'rates.yaml'"),
    ("facts/rates.YAML", "error unread-file: nobody reads this file; rename it to 'rates.yaml'"),
    ("facts/table.xlsx", "error unread-file: nobody reads this file; delete it, or move it elsewhere"),
    (
        "questions/train/more.json",
        "error unread-file: nobody reads this file; only *.jsonl is read in questions/train/",
    ),
    (
        "questions/notes.txt",
        "error unread-file: nobody reads this file; known are train/, calibration/, conversations/ and *.jsonl",
    ),
]
FOLDERS = [
    ("faq/new/all.yaml", "faq/new", "nobody reads this folder; move its files into faq/ itself"),
    ("fact/all.yaml", "fact", "nobody reads this folder; rename it to 'facts'"),
    ("archive/all.yaml", "archive", "known are facts/, faq/, declined/, lexicon/ and questions/"),
    ("questions/tests/a.jsonl", "questions/tests", "known are train/, calibration/, conversations/ and *.jsonl"),
]
LEFT_ALONE = [".DS_Store", "faq/.faq.yaml.swp", "faq/faq.yaml~", "README.md", "facts/notes.md", "questions/own.jsonl", "encoder/x"]  # fmt: skip


@pytest.mark.parametrize(("name", "sentence"), UNREAD, ids=[name for name, _ in UNREAD])
def test_check_when_nobody_reads_a_file_then_it_is_named_and_what_to_do(
    tmp_path: Path, name: str, sentence: str
) -> None:
    assert told(write(tmp_path, {**BASE, name: "x"})) == [f"{name}:1:1: {sentence}"]


@pytest.mark.parametrize(("name", "place", "sentence"), FOLDERS, ids=[name for name, _, _ in FOLDERS])
def test_check_when_nobody_reads_a_folder_then_it_is_named(
    tmp_path: Path, name: str, place: str, sentence: str
) -> None:
    (line,) = told(write(tmp_path, {**BASE, name: "x"}))
    assert line.startswith(f"{place}:1:1: error unread-file: nobody reads this folder; ")
    assert line.endswith(sentence)


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_check_when_a_file_is_a_note_or_an_editors_own_then_nothing_is_told(tmp_path: Path, name: str) -> None:
    assert told(write(tmp_path, {**BASE, name: "x"})) == []


def test_check_when_a_link_leads_out_of_the_folder_then_it_is_refused_and_never_quoted(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n", "utf-8")
    folder = write(tmp_path / "knowledge", BASE)
    (folder / "facts" / "linked.yaml").symlink_to(secret)
    (folder / "questions" / "calibration").symlink_to(tmp_path)
    lines = told(folder)
    sentence = (
        "1:1: error outside-link: this is a link to a place outside of the knowledge folder; put the file itself here"
    )
    assert lines == [f"facts/linked.yaml:{sentence}", f"questions/calibration:{sentence}"]
    assert "hunter2" not in "".join(lines)


def test_check_when_links_stay_inside_then_the_folder_is_read_as_mounted_volumes_are(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", BASE)
    (folder / "..data").mkdir()
    (folder / "deadlines.yaml").rename(folder / "..data" / "deadlines.yaml")
    (folder / "deadlines.yaml").symlink_to("..data/deadlines.yaml")
    (tmp_path / "elsewhere").symlink_to(folder)
    assert told(tmp_path / "elsewhere") == []


def test_check_when_a_link_leads_nowhere_or_a_file_is_a_pipe_then_it_is_told_and_nothing_waits(tmp_path: Path) -> None:
    folder = write(tmp_path, BASE)
    (folder / "facts" / "gone.yaml").symlink_to("no-such-file.yaml")
    os.mkfifo(folder / "facts" / "pipe.yaml")
    assert told(folder) == [
        "facts/gone.yaml:1:1: error outside-link: this is a link to a file that is not there; delete it",
        "facts/pipe.yaml:1:1: error unreadable: this is no plain file; delete it",
    ]


def test_check_when_a_file_begins_with_a_byte_order_mark_then_it_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path, BASE)
    (folder / "sources.yaml").write_bytes(b"\xef\xbb\xbf" + BASE["sources.yaml"].encode())
    assert told(folder) == []


def test_check_when_a_file_is_saved_in_another_encoding_then_its_line_and_what_to_do(tmp_path: Path) -> None:
    folder = write(tmp_path, BASE)
    (folder / "sources.yaml").write_bytes(
        BASE["sources.yaml"].replace("A report", "Ein Bericht für alle").encode("latin-1")
    )
    assert told(folder) == [
        "sources.yaml:9:1: error encoding: the file is not saved as UTF-8; save it again and choose UTF-8 (Unicode) as its "
        "encoding"
    ]


def nested(open_: str, close: str) -> str:
    return "sources:\n  - id: order\n    title: " + open_ * 200_000 + close * 200_000 + "\n"


LAUGHS = "\n".join(
    ["sources:", "  - id: &a0 [lol]"] + [f"    k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
)
HOSTILE = {
    "deep in brackets": (nested("[", "]"), "too-deep"),
    "deep in braces": (nested("{a: ", "}"), "too-deep"),
    "deep in dashes": ("sources:\n" + "".join("  " * n + "-\n" for n in range(900)), "too-deep"),
    "a wide list": ("sources: [" + "x," * 400_000 + "]\n", "too-large"),
    "a wide mapping": ("sources:\n  - " + "".join(f"k{n}: 1\n    " for n in range(60_000)) + "\n", "too-large"),
    "many wide lists": ("".join(f"k{n}:\n" + "- [a, b]\n" * 9_000 for n in range(20)), "too-large"),
    "many wrong records": ("sources:\n" + "- {}\n" * 9_900, "missing-key"),
    "many unknown keys": ("sources:\n  - " + "".join(f"k{n}: 1\n    " for n in range(9_000)), "unknown-key"),
    "a huge number": (BASE["sources.yaml"].replace("A report", "9" * 1_900_000), "value"),
    "a billion laughs": (LAUGHS, "yaml"),
    "a text without an end": ('sources: "' + "x " * 900_000, "yaml"),
    "fifty megabytes": ("sources:\n" + "# x\n" * 13_000_000, "too-large"),
}

CHILD = """
import json, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from bot.terminal.checking import Checker
begun = time.process_time()
def peak():
    # On Linux `ru_maxrss` of a new process begins at what its parent held: only the high-water mark is its own.
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

found, _ = Checker(Path(sys.argv[1]), None).quick(datetime(2026, 11, 23, tzinfo=UTC))
seconds = time.process_time() - begun
print(json.dumps({"rules": [f.rule for f in found], "seconds": seconds,
    "kilobytes": peak(), "longest": max(len(str(f)) for f in found)}))
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_check_when_a_file_is_hostile_then_a_sentence_soon_and_within_memory(tmp_path: Path, name: str) -> None:
    text, rule = HOSTILE[name]
    folder = write(tmp_path, {**BASE, "sources.yaml": text})
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    assert rule in seen["rules"]
    assert len(seen["rules"]) <= 110
    assert seen["longest"] < 600
    assert seen["seconds"] < 5
    assert seen["kilobytes"] * 1024 < 300 * MEGABYTE, seen
    print(name, seen["seconds"], seen["kilobytes"] // 1024, len(seen["rules"]))
