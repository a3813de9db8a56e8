"""What every chart shares: a white card that reads on dark and light, large type, colours for every eye."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle

# Okabe and Ito's palette: told apart with any kind of colour vision.
BLUE, VERMILION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
DIRECTIONS = (BLUE, VERMILION, GREEN, ORANGE)

INK, MUTED, GRID, CARD, EDGE = "#1B1F24", "#57606A", "#E3E6EA", "#FFFFFF", "#AEB6BF"
DPI = 100
_HAN = Path(__file__).with_name("fonts") / "NotoSansSC-subset.otf"
"""The characters of GB 2312, so that pictures are in Chinese on any machine; `tools/subset_font.py` makes it."""

font_manager.fontManager.addfont(_HAN)
# There is one weight of it: bold text is drawn with the same, and matplotlib need not warn of that at each picture.
font_manager.fontManager.ttflist.append(replace(font_manager.fontManager.ttflist[-1], weight=700))
FONT = ["DejaVu Sans", font_manager.FontProperties(fname=_HAN).get_name()]
"""A character is drawn from the first of these that has it."""

TITLE, LABEL, SMALL = 27, 20, 18
"""Points at 100 dpi. On a phone that shows the picture at 390 units across, `SMALL` is 9 units high."""


@cache
def _drawable() -> frozenset[int]:
    """Every character that one of the fonts has."""
    paths = (font_manager.findfont(family) for family in FONT)
    return frozenset().union(*(FT2Font(path).get_charmap() for path in paths))


def can_draw(text: str) -> bool:
    """Whether every character of a text has a glyph."""
    return all(character.isspace() or ord(character) in _drawable() for character in text)


def card(width: int, height: int) -> Figure:
    """An empty card of so many pixels, with an edge, for a canvas of its own."""
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=CARD)
    FigureCanvasAgg(figure)
    edge = Rectangle((0, 0), 1, 1, transform=figure.transFigure, fill=False, edgecolor=EDGE, linewidth=3)
    figure.add_artist(edge)
    return figure


def head(figure: Figure, title: str, subtitle: str, margin: int = 44) -> None:
    """Title and unit at the top left, placed by pixels."""
    width, height = _size(figure)
    left = margin / width
    figure.text(left, 1 - 40 / height, title, fontsize=TITLE, fontweight="bold", color=INK, va="top", family=FONT)
    figure.text(left, 1 - 88 / height, subtitle, fontsize=SMALL, color=MUTED, va="top", family=FONT)


def foot(figure: Figure, source: str, as_of: str, margin: int = 44) -> None:
    """The moment told, and under it the sources, at the bottom left."""
    width, height = _size(figure)
    told = fit(figure, source, SMALL - 2, width - 2 * margin)
    figure.text(margin / width, 62 / height, as_of, fontsize=SMALL, color=INK, fontweight="bold", family=FONT)
    figure.text(margin / width, 28 / height, told, fontsize=SMALL - 2, color=MUTED, family=FONT)


def plot_area(figure: Figure, left: int, top: int, right: int, bottom: int) -> Axes:
    """Axes with margins in pixels from the card's edges, with quiet lines."""
    width, height = _size(figure)
    axes = figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height))
    axes.set_facecolor(CARD)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(EDGE)
    axes.grid(axis="y", color=GRID, linewidth=1.5)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=SMALL, colors=MUTED, length=0, pad=8)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontfamily(FONT)
    return axes


def png(figure: Figure) -> bytes:
    """The card as a PNG. No time or version is written into it: the same content gives the same bytes."""
    out = BytesIO()
    figure.savefig(out, format="png", facecolor="auto", metadata={"Software": None})
    return out.getvalue()


def fit(figure: Figure, text: str, size: float, pixels: float) -> str:
    """The text, cut to so many pixels at a font size."""
    if _width(figure, text, size) <= pixels:
        return text
    while text and _width(figure, text + "…", size) > pixels:
        text = text[:-1]
    return text.rstrip(" ,;:") + "…"


def _width(figure: Figure, text: str, size: float) -> float:
    probe = figure.text(0, 0, text, fontsize=size, family=FONT)
    box = probe.get_window_extent()
    probe.remove()
    return float(box.width)


def _size(figure: Figure) -> tuple[float, float]:
    width, height = figure.get_size_inches()
    return float(width) * DPI, float(height) * DPI
