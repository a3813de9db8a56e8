"""The encoder that is shipped: pinned, deterministic, and refused in one clear sentence where it is not what was measured."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from bot.answers.answerer import Answerer
from bot.answers.encoder import (
    BATCH,
    MODEL_SHA256,
    AlteredEncoderError,
    EncoderError,
    MissingEncoderError,
    ModelFiles,
    OnnxEncoder,
    bundled_files,
    general_words,
    load_encoder,
)
from bot.answers.ready import matcher_builder
from bot.knowledge.library import Library
from tests.support.bases import NOW

TEXTS = ["when does the truce end", "tariff on china", "", "休战", "a " * 400, "short", "x", "😀", "the tea duty " * 12]


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Path:
    """An operator's own encoder: here a copy of the bundled one."""
    assert encoder.dimensions == 384
    folder, files = tmp_path_factory.mktemp("encoder"), bundled_files()
    (folder / "model.onnx").symlink_to(files.model)
    shutil.copy(files.tokenizer, folder / "tokenizer.json")
    return folder


def altered(path: Path, folder: Path) -> Path:
    """A copy with its last byte changed."""
    copy = folder / path.name
    content = path.read_bytes()
    copy.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return copy


def test_encode_when_given_texts_then_unit_vectors_in_their_order(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_encode_when_batched_or_single_then_the_same_vectors(encoder: OnnxEncoder) -> None:
    many = [f"{text} {number}" for number in range(5) for text in TEXTS]
    assert len(many) > BATCH
    together = encoder.encode(many)
    alone = np.concatenate([encoder.encode([text]) for text in many])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(many[::-1])[::-1], together, atol=1e-5)


def test_encode_when_done_again_or_by_another_instance_then_bit_for_bit_the_same(encoder: OnnxEncoder) -> None:
    once = encoder.encode(TEXTS)
    np.testing.assert_array_equal(once, encoder.encode(TEXTS))
    other = load_encoder()
    assert other.id == encoder.id
    np.testing.assert_array_equal(once, other.encode(TEXTS))


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("when is the truce over", "when does the ceasefire expire", "how large is the trade gap"),
        ("import tax", "customs duty", "chief negotiator"),
        ("who leads the talks", "name of the top negotiator", "tariff rate"),
    ],
)
def test_encode_when_meanings_are_close_then_so_are_vectors(
    encoder: OnnxEncoder, text: str, near: str, far: str
) -> None:
    asked, close, distant = encoder.encode([text, near, far])
    assert asked @ close > asked @ distant + 0.1


def test_encode_when_a_text_is_longer_than_the_model_reads_then_its_end_does_not_count(encoder: OnnxEncoder) -> None:
    one, other = encoder.encode(["tea " * 300 + "truce", "tea " * 300 + "deficit"])
    np.testing.assert_allclose(one, other, atol=1e-5)


def test_load_when_the_model_is_altered_then_a_clear_error(tmp_path: Path, encoder: OnnxEncoder) -> None:
    files = bundled_files()
    bad = replace(files, model=altered(files.model, tmp_path))
    with pytest.raises(AlteredEncoderError, match=r"model\.onnx: SHA-256 is [0-9a-f]{64}, expected 8199be6f"):
        OnnxEncoder(bad)


def test_load_when_the_tokenizer_is_altered_then_a_clear_error(tmp_path: Path, encoder: OnnxEncoder) -> None:
    files = bundled_files()
    bad = replace(files, tokenizer=altered(files.tokenizer, tmp_path))
    with pytest.raises(AlteredEncoderError, match=r"tokenizer\.json: SHA-256 is [0-9a-f]{64}, expected be50c362"):
        OnnxEncoder(bad)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_load_when_a_file_of_an_own_encoder_is_damaged_then_a_clear_error(
    tmp_path: Path, own_folder: Path, name: str
) -> None:
    for file in own_folder.iterdir():
        (tmp_path / file.name).symlink_to(file.resolve())
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(AlteredEncoderError, match="cannot be read as an encoder"):
        load_encoder(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_load_when_a_file_is_missing_then_a_clear_error(tmp_path: Path, own_folder: Path, name: str) -> None:
    for file in own_folder.iterdir():
        if file.name != name:
            (tmp_path / file.name).symlink_to(file.resolve())
    with pytest.raises(MissingEncoderError, match=rf"{name}: No such file"):
        load_encoder(tmp_path)


def test_load_when_the_packages_are_not_installed_then_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", missing)
    with pytest.raises(MissingEncoderError, match=r"not installed: pip install -r requirements\.txt"):
        load_encoder()
    assert general_words() == {}


def test_load_when_a_package_has_lost_its_file_then_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "files", lambda name: [])
    with pytest.raises(MissingEncoderError, match=r"holds no model\.onnx: reinstall it"):
        bundled_files()


def test_load_when_a_folder_is_named_then_its_files_are_used_unpinned(own_folder: Path, encoder: OnnxEncoder) -> None:
    own = load_encoder(own_folder)
    assert own.id == encoder.id
    np.testing.assert_array_equal(own.encode(["truce"]), encoder.encode(["truce"]))


def test_id_when_the_tokenizer_differs_then_another(own_folder: Path, tmp_path: Path, encoder: OnnxEncoder) -> None:
    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_bytes((own_folder / "tokenizer.json").read_bytes() + b"\n")
    assert OnnxEncoder(ModelFiles(own_folder / "model.onnx", tokenizer)).id != encoder.id


def test_answerer_when_the_encoder_is_refused_then_words_alone_still_answer_and_refuse(
    tmp_path: Path, wide_folder: Path
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"damaged")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    with pytest.raises(EncoderError):
        load_encoder(tmp_path)
    answerer = Answerer(Library(wide_folder), matcher_builder(None, None))
    assert answerer.ready.matcher.report.encoder is None
    assert answerer.ask("truce expiry date", now=NOW).candidates[0].entry == "truce-end"
    assert answerer.ask("When does the truce end?", now=NOW).entry == "truce-end"
    for question in ("tariff on Japan", "best pizza dough hydration"):
        assert not answerer.ask(question, now=NOW).answered, question
    assert answerer.ask("best pizza dough", now=NOW).reason == "refused_kind"


def test_general_words_when_read_then_common_words_come_before_rare_ones(encoder: OnnxEncoder) -> None:
    words = general_words()
    assert words["the"] < words["treaty"]
    assert all(len(word) > 1 and word.isalpha() for word in words)


def test_load_when_the_runtime_would_report_home_then_it_keeps_and_sends_nothing(tmp_path: Path) -> None:
    script = "from bot.answers.encoder import load_encoder; load_encoder().encode(['when does the truce end'])"
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", script], check=True, env=env, cwd=Path(__file__).parents[2])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_provenance_when_weights_ship_then_the_docs_name_each_by_its_hash() -> None:
    project = Path(__file__).parents[2]
    shipped = json.loads((project / "knowledge/encoder/encoder.json").read_text("utf-8"))
    told = (project / "docs/reader.md").read_text("utf-8"), (project / "docs/encoder.md").read_text("utf-8")
    assert shipped["model_sha256"] in told[0]
    for digest in (shipped["tokenizer_sha256"], MODEL_SHA256):
        assert digest in told[1]
    assert "Apache-2.0" in told[1]
