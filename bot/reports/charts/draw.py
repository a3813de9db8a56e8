"""Charts by content: what was drawn once is kept in memory and given again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from bot.knowledge.base import KnowledgeBase
from bot.reports.declared import DeclaredReport
from bot.reports.voice import Voice

KEPT = 32
"""Pictures kept; each is some 60 KB."""


@dataclass(frozen=True)
class Chart:
    """A picture: PNG bytes, a file name, and the same in words."""

    png: bytes
    filename: str
    alt: str


W = TypeVar("W")


def _drawable(voice: Voice, words: Callable[[Voice], W]) -> W:
    """The words of a picture in the voice's language; in English where a character of them has no glyph."""
    from bot.reports.charts import style

    told = words(voice)
    if style.can_draw(repr(told)):
        return told
    return words(Voice("en", voice.tell, voice.stamp))


class Charts:
    """Draws and keeps charts. Every method blocks while it draws: call it in a worker thread.

    matplotlib is imported by `warm`, else at the first drawing, so that who draws nothing does not wait for it.
    One drawing at a time: matplotlib's font cache is not made for several threads.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def warm(self) -> None:
        """Import matplotlib and find its fonts, before anybody waits for a loop.

        Importing holds the interpreter for up to 150 ms at a time even in a worker thread, so whoever runs an event
        loop calls this before anybody waits for it. A drawing afterwards holds it for 12 ms at most, once
        `gc.collect(); gc.freeze()` has taken what was loaded out of the collector's way: one full collection over
        all of it takes 50 ms (measured on two busy cores).
        """
        with self._lock:
            from bot.reports.charts import bars, steps, style

            style.can_draw("0")
            figure = style.card(bars.WIDTH, steps.WIDTH)
            style.head(figure, "0", "0")
            axes = style.plot_area(figure, 100, 100, 100, 100)
            axes.step([0, 1], [0, 1])
            axes.fill_between([0, 1], [0, 1])
            axes.bar([0, 1], [0, 1], hatch="//")
            axes.annotate("0", (0, 0))
            style.png(figure)

    def chart(self, report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> Chart | None:
        """The chart that a report declares; None where it has none, or nothing of it was on record."""
        wanted = report.declared.has_chart
        if wanted == "rates":
            return self._steps(report, base, voice)
        return self._bars(report, base, voice) if wanted == "series" else None

    def _steps(self, report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> Chart | None:
        """Rates as steps."""
        if not any(view.steps for view in report.rates):
            return None
        with self._lock:
            from bot.reports.charts import steps, words

            told, panels = _drawable(
                voice, lambda said: (words.steps_words(report, base, said), words.panels(report, said))
            )
            content = repr((told, panels))
            picture = self._picture("steps", content, lambda: steps.draw(report.frame.as_of, panels, told))
            return Chart(picture, f"{report.declared.id}.png", words.steps_alt(report, base, voice))

    def _bars(self, report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> Chart | None:
        """The years of a series as bars."""
        view = report.years
        if view is None or not view.years:
            return None
        with self._lock:
            from bot.reports.charts import bars, words

            told = _drawable(voice, lambda said: words.bars_words(report, view, base, said))
            years = [(year.year, year.value) for year in view.years]
            content = repr((told, years, view.year and view.year.year))
            picture = self._picture("bars", content, lambda: bars.draw(view, told))
            return Chart(picture, f"{report.declared.id}.png", words.bars_alt(view, report.frame.as_of, voice))

    def _picture(self, kind: str, content: str, draw: Callable[[], bytes]) -> bytes:
        key = hashlib.sha256(f"{kind}\n{content}".encode()).hexdigest()
        if key not in self._pictures:
            self._pictures[key] = draw()
            while len(self._pictures) > self._kept:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return self._pictures[key]
