"""Time and memory of the matcher at several sizes, each in a process of its own, on one thread."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.data import NAMES, load

SIZES = (150, 500, 1000)


def pooled(entries: int) -> dict[str, list[str]]:
    """A base of this many entries with ten phrasings each, dealt from all public sets; made up in meaning, real in words."""
    texts = [text for name in NAMES if (found := load(name)) for group in found.phrasings.values() for text in group]
    pick = random.Random(1)
    extra = [f"{a.rstrip('?.')} {b}" for a, b in zip(pick.sample(texts, len(texts)), texts, strict=True)]
    pool = [*texts, *extra, *(f"{text} please" for text in extra)]
    return {f"e{at}": pool[at * 10 : at * 10 + 10] for at in range(entries)}


def measure(entries: int) -> dict[str, float]:
    """Build cold and warm, and ask, in fresh processes."""
    with tempfile.TemporaryDirectory() as folder:
        cold = _child(entries, folder)
        warm = _child(entries, folder)
    return {"cold": cold["ready"], **warm}


def _child(entries: int, folder: str) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.resources", str(entries), folder], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    """What the child does: load, answer, and tell what it took as JSON."""
    began = time.perf_counter()
    import numpy as np
    import psutil

    from bot.answers.encoder import load_encoder
    from bot.answers.match import Lesson, Matcher

    imported = time.perf_counter()
    base = pooled(int(sys.argv[1]))
    prepared = time.perf_counter()
    matcher = Matcher.build(Lesson(base), load_encoder(), Path(sys.argv[2]))
    matcher.match("when is the next one due then")
    ready = (time.perf_counter() - prepared) + (imported - began)
    resident = psutil.Process().memory_info().rss / 2**20
    questions = [text for group in base.values() for text in group[:1]]
    pick = random.Random(2)
    asked = [f"{text} {pick.choice(('now', 'today', 'again', 'really'))}" for text in questions][:300]
    times = []
    for text in asked:
        start = time.perf_counter()
        matcher.match(text)
        times.append((time.perf_counter() - start) * 1000)
    peak = float(
        next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    )
    found = {
        "ready": ready,
        "p50": float(np.percentile(times, 50)),
        "p99": float(np.percentile(times, 99)),
        "resident": resident,
        "peak": peak / 1024,
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
