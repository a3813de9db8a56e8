"""Draw the pictures of the documentation from the shipped knowledge, into docs/pictures/.

    python tools/pictures.py [--now 2026-11-23T12:00:00+00:00] [--out docs/pictures]

The charts are the ones that people get. The exchange is an answer of the bot, word for word, set in the manner of a
chat: what is drawn around it is drawn here.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from matplotlib.axes import Axes  # noqa: E402
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle  # noqa: E402

from bot.answers.answerer import Answerer, matcher_builder  # noqa: E402
from bot.answers.encoder import EncoderError, load_encoder  # noqa: E402
from bot.answers.reply import Reply  # noqa: E402
from bot.answers.telling import NoFact, Teller  # noqa: E402
from bot.answers.templates import render  # noqa: E402
from bot.knowledge.base import KnowledgeBase  # noqa: E402
from bot.knowledge.library import Library  # noqa: E402
from bot.knowledge.values import Text  # noqa: E402
from bot.reports.charts import Charts  # noqa: E402
from bot.reports.charts.style import DPI, FONT, GREEN, SKY, png  # noqa: E402
from bot.reports.deficit import deficit  # noqa: E402
from bot.reports.frame import Tell  # noqa: E402
from bot.reports.tariffs import tariffs  # noqa: E402
from bot.reports.voice import Voice  # noqa: E402

QUESTION = "is the truce still on?"
GROUND, PANEL, INK, FAINT, ACCENT = "#313338", "#2B2D31", "#F2F3F5", "#A6ADB8", "#2F6F8F"
WIDTH, MARGIN, INDENT = 1080, 36, 128
BODY, SMALL, LINE = 20, 16, 40


def main() -> None:
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime(2026, 11, 23, 12, tzinfo=UTC))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    library = Library(ROOT / "knowledge")
    options.out.mkdir(parents=True, exist_ok=True)
    for name, data in pictures(library, options.now):
        (options.out / name).write_bytes(data)
        print(options.out / name)


def pictures(library: Library, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each picture."""
    base, charts = library.base, Charts()
    voice = Voice("en", teller(base, now))
    for chart in (
        charts.tariffs(tariffs(base, now, now), base, voice),
        charts.deficit(deficit(base, now, now), base, voice),
    ):
        if chart:
            yield chart.filename, chart.png
    try:
        encoder = load_encoder()
    except EncoderError:
        encoder = None
    reply = Answerer(library, matcher_builder(encoder, None)).ask(QUESTION, now=now)
    yield "exchange.png", Exchange(QUESTION, reply).png()


def teller(base: KnowledgeBase, now: datetime) -> Tell:
    """Renders the curators' templates."""

    def tell(text: Text, language: str, moment: datetime) -> str:
        try:
            return render(text.say(language), Teller(base, now, moment, language))
        except NoFact:
            return ""

    return tell


class Exchange:
    """A question and its answer in the manner of a chat on a dark ground."""

    def __init__(self, question: str, reply: Reply) -> None:
        self.question, self.reply = question, reply
        self.figure = self._sheet(100)
        answer, _, notes = reply.text.rpartition("\n\n")
        self.body = self.lines(answer, BODY)
        self.notes = self.lines(notes, SMALL)
        self.height = 290 + LINE * len(self.body) + 30 * len(self.notes)
        self.figure = self._sheet(self.height)

    def _sheet(self, height: int) -> Figure:
        figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=GROUND)
        FigureCanvasAgg(figure)
        return figure

    def lines(self, text: str, size: float) -> list[list[tuple[str, bool]]]:
        """The text in lines of (word, bold) that fit the panel; `**` toggles bold."""
        room = WIDTH - INDENT - MARGIN - 56
        lines: list[list[tuple[str, bool]]] = []
        bold = False
        for paragraph in text.splitlines():
            line: list[tuple[str, bool]] = []
            for word in paragraph.split():
                starts = bold != (word.count("**") % 2 == 1 and word.startswith("**"))
                is_bold = bold or starts or word.count("**") == 2
                bold = bold != (word.count("**") % 2 == 1)
                candidate = [*line, (word.replace("**", ""), is_bold)]
                if line and self.width(candidate, size) > room:
                    lines.append(line)
                    candidate = candidate[-1:]
                line = candidate
            lines.append(line)
        return lines

    def width(self, words: list[tuple[str, bool]], size: float) -> float:
        """Pixels of a line."""
        return sum(self._word(0, 0, word, bold, size, keep=False) for word, bold in words)

    def _word(
        self, x: float, y: float, word: str, bold: bool, size: float, ink: str = INK, *, keep: bool = True
    ) -> float:
        _, inches = self.figure.get_size_inches()
        told = self.figure.text(
            x / WIDTH, 1 - y / (inches * DPI), word, fontsize=size, color=ink, va="baseline", family=FONT,
            fontweight="bold" if bold else "normal",
        )  # fmt: skip
        box = told.get_window_extent()
        if not keep:
            told.remove()
        return float(box.width) + size * 0.45

    def _line(self, y: float, words: list[tuple[str, bool]], size: float, ink: str) -> None:
        x = float(INDENT + 28)
        for word, bold in words:
            x += self._word(x, y, word, bold, size, ink)

    def png(self) -> bytes:
        """The picture."""
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(self.height, 0)
        axes.axis("off")
        self._author(axes, 62, "member", SKY, "M")
        self._word(INDENT, 100, self.question, False, BODY)
        self._author(axes, 172, "Parley", GREEN, "P", app=True)
        top, bottom = 196, self.height - 32
        axes.add_patch(FancyBboxPatch((INDENT, top), WIDTH - INDENT - MARGIN, bottom - top, facecolor=PANEL,
                                      edgecolor="none", boxstyle="round,pad=0,rounding_size=8"))  # fmt: skip
        axes.add_patch(Rectangle((INDENT, top), 7, bottom - top, facecolor=ACCENT))
        y = top + 52.0
        for line in self.body:
            self._line(y, line, BODY, INK)
            y += LINE
        y += 10
        for line in self.notes:
            self._line(y, line, SMALL, FAINT)
            y += 30
        return png(self.figure)

    def _author(self, axes: Axes, y: int, name: str, colour: str, letter: str, *, app: bool = False) -> None:
        axes.add_patch(Circle((MARGIN + 32, y + 8), 32, facecolor=colour, edgecolor="none"))
        axes.text(
            MARGIN + 32, y + 8, letter, ha="center", va="center", fontsize=BODY, fontweight="bold", color="#10202A"
        )
        x = INDENT + self._word(INDENT, y, name, True, BODY)
        if app:
            axes.add_patch(FancyBboxPatch((x + 4, y - 21), 52, 26, facecolor="#5865F2", edgecolor="none",
                                          boxstyle="round,pad=0,rounding_size=5"))  # fmt: skip
            axes.text(x + 30, y - 7, "APP", ha="center", va="center", fontsize=12, fontweight="bold", color="white")


if __name__ == "__main__":
    main()
