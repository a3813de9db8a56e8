"""Fine-tune MiniLM-L6 on a base's own questions, and ship it as the base's encoder.

    pip install -r requirements.txt && pip install -r requirements-train.txt
    python -m tools.train_reader            # half an hour and more on one core; --help shows the options

What is learned: the texts of one entry lie close, those of another far, and the kinds of question that get no fact lie by
themselves. The loss is the cross-entropy of a cosine softmax over all entries and declined kinds (any of several right entries
counts as right), on the ways to ask, the labelled questions of questions/train/ and the examples. Word embeddings stay
as they are: they know words that no question here holds. The lines of questions/calibration/ are never trained on; they
show, after each epoch, what was learned. Writes `encoder/model.onnx` and `encoder/encoder.json` into the knowledge
folder, beside them the fit of everything (`fitted.arrays`, as `python -m bot build --ship` makes it), and the record in
docs/reader.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import string
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from bot.answers.chinese import Gloss
from bot.answers.encoder import ENDING, TOKENIZER_SHA256, OnnxEncoder, bundled_files, tuned_files
from bot.answers.ready import asked_text, lesson_of
from bot.answers.text import normalise
from bot.curation.shipping import SHIPPED, ship
from bot.knowledge.library import Library
from tools.minilm import UPSTREAM_SHA256, upstream, write_int8

BATCH, SCALE, SMOOTHING, LONGEST, WARM_UP = 48, 16.0, 0.03, 48, 100


@dataclass(frozen=True)
class Line:
    """A text, and the classes (entries or declined kinds) that are right for it."""

    text: str
    right: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """What the held-out lines show: right at the first try, and how well answerable ones are told from others (AUROC)."""

    top1: float
    auroc: float

    def __str__(self) -> str:
        return f"{self.top1:.1f} in 100 right at the first try, AUROC {self.auroc:.3f}"


class Training:
    """The network, the classes' vectors beside it, and the lines."""

    def __init__(self, knowledge: Path, seed: int, *, bfloat16: bool = False) -> None:
        torch.manual_seed(seed)
        self.bfloat16 = bfloat16
        self.pick = random.Random(seed)
        base = Library(knowledge).base
        gloss = Gloss(base.glossary.glossary)
        lesson = lesson_of(base, gloss)
        also = {line.q: line.also for line in base.labelled if not line.declined}
        self.train = [Line(normalise(text), (entry,)) for entry, texts in lesson.entries.items() for text in texts]
        asked = {normalise(text): tuple(ids) for text, ids in _also(gloss, also)}
        self.train = [Line(line.text, (*line.right, *asked.get(line.text, ()))) for line in self.train]
        self.train += [Line(normalise(text), (kind,)) for kind, texts in lesson.declined.items() for text in texts]
        self.held = [Line(normalise(text), tuple(right)) for text, right in lesson.calibration]
        self.classes = [*lesson.entries, *lesson.declined]
        self.entries = len(lesson.entries)
        self.at = {name: number for number, name in enumerate(self.classes)}
        self.revision = base.revision
        self.tokenizer = Tokenizer.from_file(str(bundled_files().tokenizer))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)
        self.model = upstream()
        for table in (self.model.words, self.model.positions, self.model.types):
            table.weight.requires_grad_(False)
        self.centres = nn.Parameter(self._means())
        self.bias = nn.Parameter(torch.zeros(len(self.classes)))

    def fit(self, epochs: int, rate: float) -> Iterator[tuple[float, Shown]]:
        """Train; yields the mean loss and what the held-out lines show after each epoch."""
        tuned = [weight for weight in self.model.parameters() if weight.requires_grad]
        steps, step = epochs * (len(self.train) // BATCH), 0
        groups = [{"params": tuned, "lr": rate}, {"params": [self.centres, self.bias], "lr": 10 * rate}]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        for _ in range(epochs):
            self.model.train()
            total, batches = 0.0, self._batches()
            for number, batch in enumerate(batches):
                pace = min(1, step / WARM_UP) * max(0.02, 1 - step / steps)
                for group, full in zip(optimiser.param_groups, (rate, 10 * rate), strict=True):
                    group["lr"] = full * pace
                loss = self._loss(batch)
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimiser.step()
                step, total = step + 1, total + loss.item()
                _progress(number, len(batches), total / (number + 1))
            yield total / len(batches), self.shown(self.vectors([line.text for line in self.held]))

    def shown(self, vectors: NDArray[np.float32]) -> Shown:
        """What the held-out lines' vectors show under the classes' vectors."""
        with torch.no_grad():
            chances = self._logits(torch.from_numpy(vectors)).softmax(1).numpy()
        answerable = np.asarray([bool(line.right) for line in self.held])
        best = chances[:, : self.entries].argmax(1)
        right = [self.classes[top] in line.right for top, line in zip(best.tolist(), self.held, strict=True)]
        inside = chances[:, : self.entries].sum(1)
        ranks = np.empty(len(inside))
        ranks[np.argsort(inside)] = np.arange(len(inside))
        apart = (ranks[answerable].mean() - ranks[~answerable].mean()) / len(inside) + 0.5
        return Shown(100 * float(np.mean(np.asarray(right)[answerable])), float(apart))

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors by the float network."""
        self.model.eval()
        out = np.zeros((len(texts), self.centres.shape[1] if hasattr(self, "centres") else 384), np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        with torch.no_grad():
            for first in range(0, len(order), BATCH):
                rows = order[first : first + BATCH]
                out[rows] = self.model.vectors(*self._pieces([texts[at] for at in rows])).numpy()
        return out

    def _means(self) -> Tensor:
        vectors = self.vectors([line.text for line in self.train])
        owners = np.asarray([self.at[line.right[0]] for line in self.train])
        sums = np.zeros((len(self.classes), vectors.shape[1]), np.float32)
        np.add.at(sums, owners, vectors)
        return functional.normalize(torch.from_numpy(sums), dim=1)

    def _logits(self, vectors: Tensor) -> Tensor:
        return SCALE * vectors @ functional.normalize(self.centres, dim=1).T + self.bias

    def _loss(self, batch: Sequence[Line]) -> Tensor:
        pieces = self._pieces([self._mistyped(line.text) for line in batch])
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            vectors = self.model.vectors(*pieces)
        logs = self._logits(vectors.float()).log_softmax(1)
        right = torch.full_like(logs, -1e4)
        for row, line in enumerate(batch):
            right[row, [self.at[name] for name in line.right]] = 0.0
        return -(1 - SMOOTHING) * (logs + right).logsumexp(1).mean() - SMOOTHING * logs.mean()

    def _batches(self) -> list[list[Line]]:
        """Lines of like length together, in random order."""
        lines = self.train[:]
        self.pick.shuffle(lines)
        lines = sorted(lines[: len(lines) // BATCH * BATCH], key=lambda line: len(line.text) + 20 * self.pick.random())
        batches = [lines[at : at + BATCH] for at in range(0, len(lines), BATCH)]
        self.pick.shuffle(batches)
        return batches

    def _mistyped(self, text: str) -> str:
        """One text in seven gets a slip of the finger."""
        if not text.isascii() or len(text) < 5 or self.pick.random() > 1 / 7:
            return text
        at, letter = self.pick.randrange(len(text) - 1), self.pick.choice(string.ascii_lowercase)
        ways = (
            text[:at] + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
        )
        return self.pick.choice(ways)

    def _pieces(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        found = [encoding.ids for encoding in self.tokenizer.encode_batch([text + ENDING for text in texts])]
        ids = torch.zeros(len(found), max(map(len, found)), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, pieces in enumerate(found):
            ids[row, : len(pieces)], mask[row, : len(pieces)] = torch.tensor(pieces), 1
        return ids, mask


def _also(gloss: Gloss, also: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for question, entries in also.items():
        if entries:
            yield asked_text(gloss, question), entries


def _progress(number: int, of: int, loss: float) -> None:
    end = "\n" if number + 1 == of else ""
    sys.stderr.write(f"\r  batch {number + 1} of {of}, loss {loss:.3f}{end}")
    sys.stderr.flush()


def main() -> None:
    """Train, export, compare the int8 file with the float network, and write the record."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    arguments.add_argument("--epochs", type=int, default=3)
    arguments.add_argument("--rate", type=float, default=2.5e-4, help="highest learning rate")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--bfloat16", action="store_true", help="nearly twice as fast on a processor that has it")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    started = time.monotonic()
    training = Training(given.knowledge, given.seed, bfloat16=given.bfloat16)
    print(f"{len(training.train)} lines, {len(training.classes)} classes, {len(training.held)} held out")
    history = [training.shown(training.vectors([line.text for line in training.held]))]
    print(f"before: {history[0]}")
    for loss, shown in training.fit(given.epochs, given.rate):
        history.append(shown)
        print(f"epoch {len(history) - 1}: loss {loss:.3f}; {shown}")
    folder = given.knowledge / "encoder"
    folder.mkdir(exist_ok=True)
    write_int8(training.model, folder / "model.onnx")
    model_sha256 = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    pinned = {"model_sha256": model_sha256, "tokenizer_sha256": TOKENIZER_SHA256}
    (folder / "encoder.json").write_text(json.dumps(pinned, indent=2) + "\n")
    texts = [line.text for line in training.held]
    small, whole = OnnxEncoder(tuned_files(folder)).encode(texts), training.vectors(texts)
    agreement = float((small * whole).sum(1).mean())
    record = {
        "trained on": f"{len(training.train)} lines of {len(training.classes)} classes, base {training.revision}",
        "held out": f"{len(training.held)} lines of questions/calibration/",
        "upstream weights, SHA-256": UPSTREAM_SHA256,
        "seed, epochs, highest rate": f"{given.seed}, {given.epochs}, {given.rate:g}",
        "trained in": "bfloat16" if given.bfloat16 else "float32",
        "time": f"{(time.monotonic() - started) / 60:.0f} minutes, one thread",
        **{f"held out, after epoch {number}": str(shown) for number, shown in enumerate(history)},
        "held out, int8": str(training.shown(small)),
        "mean cosine, int8 against float": f"{agreement:.4f}",
        "model.onnx, SHA-256": model_sha256,
        "model.onnx, size": f"{(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB",
    }
    _record(Path("docs/reader.md"), record)
    print(f"int8: {record['held out, int8']}; mean cosine {agreement:.4f}")
    size = ship(Library(given.knowledge).base, OnnxEncoder(tuned_files(folder)), None, given.knowledge)
    print(f"{given.knowledge / SHIPPED}: {size / 1e6:.1f} MB")


def _record(path: Path, record: dict[str, str]) -> None:
    """Put the table between the two marks of the page."""
    begin, end = "<!-- training: begin -->", "<!-- training: end -->"
    page = path.read_text() if path.exists() else f"# The reader\n\n{begin}\n{end}\n"
    rows = "\n".join(f"| {name} | {value} |" for name, value in record.items())
    day = datetime.now(UTC).date().isoformat()
    table = f"Written by `python -m tools.train_reader` on {day}.\n\n| | |\n| --- | --- |\n{rows}"
    head, _, rest = page.partition(begin)
    path.write_text(f"{head}{begin}\n{table}\n{end}{rest.partition(end)[2]}")


if __name__ == "__main__":
    main()
