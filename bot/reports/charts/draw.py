"""Charts by content: what was drawn once is kept in memory and given again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from bot.knowledge.base import KnowledgeBase
from bot.reports.deficit import DeficitReport
from bot.reports.tariffs import TariffsReport
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
            from bot.reports.charts import deficit, style, tariffs

            style.can_draw("0")
            figure = style.card(deficit.WIDTH, tariffs.WIDTH)
            style.head(figure, "0", "0")
            axes = style.plot_area(figure, 100, 100, 100, 100)
            axes.step([0, 1], [0, 1])
            axes.fill_between([0, 1], [0, 1])
            axes.bar([0, 1], [0, 1], hatch="//")
            axes.annotate("0", (0, 0))
            style.png(figure)

    def tariffs(self, report: TariffsReport, base: KnowledgeBase, voice: Voice) -> Chart | None:
        """Both directions as steps; None when no rate was on record."""
        if not any(view.steps for view in report.rates):
            return None
        with self._lock:
            from bot.reports.charts import tariffs, words

            told, panels = _drawable(
                voice, lambda said: (words.tariffs_words(report, base, said), words.panels(report, said))
            )
            content = repr((told, panels))
            picture = self._picture("tariffs", content, lambda: tariffs.draw(report, panels, told))
            return Chart(picture, "tariffs.png", words.tariffs_alt(report, voice))

    def deficit(self, report: DeficitReport | None, base: KnowledgeBase, voice: Voice) -> Chart | None:
        """The years as bars; None when no year was on record."""
        if report is None or not report.years:
            return None
        with self._lock:
            from bot.reports.charts import deficit, words

            told = _drawable(voice, lambda said: words.deficit_words(report, base, said))
            years = [(year.year, year.value) for year in report.years]
            content = repr((told, years, report.year and report.year.year))
            picture = self._picture("deficit", content, lambda: deficit.draw(report, told))
            return Chart(picture, "deficit.png", words.deficit_alt(report, voice))

    def _picture(self, kind: str, content: str, draw: Callable[[], bytes]) -> bytes:
        key = hashlib.sha256(f"{kind}\n{content}".encode()).hexdigest()
        if key not in self._pictures:
            self._pictures[key] = draw()
            while len(self._pictures) > self._kept:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return self._pictures[key]
