"""Measure the project's own head and lexical space against scikit-learn's, on the base's own phrasings.

    pip install scikit-learn && python -m tools.compare_heads

Each fit runs in a process of its own, because the peak of memory is a process's. Vectors come from the shipped fit, so no encoder is
needed. scikit-learn is no dependency: what came out stands in docs/decisions/own-head.md.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bot.answers.building import DIMENSIONS, Taught, read_taught
from bot.answers.cache import read_key
from bot.answers.chinese import Gloss
from bot.answers.features import LexicalSpace, _counts, _rows, _weighted
from bot.answers.head import PENALTY, Head, _all_features
from bot.answers.lesson import Phrasings
from bot.answers.ready import lesson_of
from bot.answers.text import digest
from bot.curation.shipping import SHIPPED
from bot.knowledge.loader import load

ROOT = Path(__file__).resolve().parents[1]


def taught_and_phrasings() -> tuple[Taught, Phrasings]:
    path = ROOT / "knowledge" / SHIPPED
    key = read_key(path)
    taught = read_taught(path, key) if key else None
    base = load(ROOT / "knowledge").base
    if taught is None or base is None:
        raise SystemExit("the shipped fit or the base cannot be read")
    return taught, Phrasings.of(lesson_of(base, Gloss(base.glossary.glossary)))


def held_out(taught: Taught, phrasings: Phrasings) -> tuple[Any, Any, list[frozenset[str]]]:
    """Vectors of the answerable calibration questions, and the entries that are right."""
    asked = [(text, right) for text, right in phrasings.calibration if right and digest(text) in taught.vectors]
    codes = [taught.vectors[digest(text)] for text, _ in asked]
    vectors = np.stack([code.astype(np.float32) * scale for code, scale in codes])
    lexical = np.stack([taught.index.space.vector(text) for text, _ in asked])
    return vectors, lexical, [right for _, right in asked]


def head(whose: str) -> dict[str, object]:
    taught, phrasings = taught_and_phrasings()
    vectors, lexical, right = held_out(taught, phrasings)
    rows, words = taught.index.rows.floats(), taught.lexical.floats()
    whitening = taught.index.fitted.head.whitening
    before, began = _peak(), time.process_time()
    if whose == "own":
        fitted = Head.fit(rows, words, taught.owners, len(taught.classes))
        seconds, logits = time.process_time() - began, fitted.logits(vectors, lexical)
    else:
        from sklearn.linear_model import LogisticRegression

        features = _all_features(whitening, rows, words).floats()
        solver = LogisticRegression(C=1 / PENALTY, fit_intercept=False, tol=1e-4, max_iter=300)
        solver.fit(features, taught.owners)
        asked = np.hstack([whitening.apply(vectors), 0.7 * lexical]) if whitening else lexical
        seconds, logits = time.process_time() - began, asked @ solver.coef_.T
    best = logits[:, : taught.index.fitted.entries].argmax(axis=1)
    hits = sum(taught.classes[top] in ids for top, ids in zip(best.tolist(), right, strict=True))
    return {
        "phrasings": len(rows), "classes": len(taught.classes), "features": rows.shape[1] + words.shape[1],
        "CPU seconds": round(seconds, 1), "MB on top": round(_peak() - before),
        "right of held out": f"{100 * hits / len(right):.1f} of {len(right)}",
    }  # fmt: skip


def space(whose: str) -> dict[str, object]:
    _, phrasings = taught_and_phrasings()
    texts = phrasings.canonical
    before, began = _peak(), time.process_time()
    if whose == "own":
        _, made = LexicalSpace.fit(texts, DIMENSIONS)
    else:
        from scipy.sparse import csr_matrix
        from sklearn.decomposition import TruncatedSVD

        counted = [_counts(text) for text in texts]
        frequency = np.zeros(1 << 15, np.float32)
        for columns, _ in counted:
            frequency[columns] += 1
        idf = np.asarray(np.log((1 + len(texts)) / (1 + frequency)) + 1, np.float32)
        rows = _rows([_weighted(*each, idf) for each in counted], np.flatnonzero(frequency))
        sparse = csr_matrix((rows.values, rows.columns, rows.starts), (rows.height, rows.width))
        made = TruncatedSVD(DIMENSIONS, n_oversamples=24, n_iter=2, random_state=0).fit_transform(sparse)
    return {
        "CPU seconds": round(time.process_time() - began, 1), "MB on top": round(_peak() - before),
        "mean length kept": round(float(np.linalg.norm(made, axis=1).mean()), 4),
    }  # fmt: skip


def start() -> dict[str, object]:
    """What importing scikit-learn costs a process."""
    before, began = _peak(), time.process_time()
    import sklearn.linear_model

    return {
        "CPU seconds": round(time.process_time() - began, 2),
        "MB on top": round(_peak() - before),
        "version": sklearn.__version__,
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


MEASURED = {"head": head, "space": space}

if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(MEASURED[sys.argv[1]](sys.argv[2])))
    elif len(sys.argv) > 1:
        print(json.dumps(start()))
    else:
        runs = [["start"], *([what, whose] for what in MEASURED for whose in ("own", "scikit-learn"))]
        for run in runs:
            done = subprocess.run(
                [sys.executable, "-m", "tools.compare_heads", *run], capture_output=True, text=True, check=True
            )
            print(*run, done.stdout.strip(), flush=True)
