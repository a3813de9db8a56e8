"""Rates as step charts, one panel for each, with the events that moved them numbered and listed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.locale import formats
from bot.reports.charts import style
from bot.reports.charts.words import Panel, Point, Words

WIDTH = 1080
_HEAD, _FOOT, _PANEL, _TITLE, _ROW, _GAP = 134, 96, 270, 54, 36, 34

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def draw(end: datetime, panels: tuple[Panel, ...], words: Words) -> bytes:
    """Panels one under the other on the same span of time, up to `end`, and the same scale."""
    height = _HEAD + _FOOT + sum(_height(panel) for panel in panels)
    figure = style.card(WIDTH, height)
    style.head(figure, words.title, words.subtitle)
    style.foot(figure, words.source, words.as_of)
    begin = min(point.at for panel in panels for point in panel.points)
    highest = max(point.value for panel in panels for point in panel.points)
    top = _HEAD
    for index, panel in enumerate(panels):
        colour = style.DIRECTIONS[index % len(style.DIRECTIONS)]
        _heading(figure, panel, top, height, colour)
        below = height - top - _TITLE - _PANEL
        axes = style.plot_area(figure, left=100, top=top + _TITLE, right=60, bottom=below)
        _steps(axes, panel, begin, end, highest, colour)
        _months(axes, words.language)
        _rows(figure, panel, top + _TITLE + _PANEL + 52, height, colour)
        top += _height(panel)
    return style.png(figure)


def _height(panel: Panel) -> int:
    return _TITLE + _PANEL + 52 + _ROW * sum(len(point.lines) for point in panel.points) + _GAP


def _heading(figure: Figure, panel: Panel, top: int, height: int, colour: str) -> None:
    y = 1 - (top + 22) / height
    figure.text(44 / WIDTH, y, panel.title, fontsize=style.LABEL, fontweight="bold", color=colour, va="center",
                family=style.FONT)  # fmt: skip
    figure.text(1 - 44 / WIDTH, y, panel.now, fontsize=style.TITLE, fontweight="bold", color=colour, va="center",
                ha="right", family=style.FONT)  # fmt: skip


def _steps(axes: Axes, panel: Panel, begin: datetime, end: datetime, highest: float, colour: str) -> None:
    span = max(end - begin, timedelta(days=14))
    points = panel.points
    times = [_day(at) for at in (*(point.at for point in points), max(end, points[-1].at))]
    values = [*(point.value for point in points), points[-1].value]
    axes.fill_between(times, values, step="post", color=colour, alpha=0.16, linewidth=0, zorder=2)
    axes.step(times, values, where="post", color=colour, linewidth=4, zorder=3, solid_capstyle="butt")
    axes.vlines(times[0], 0, points[0].value, color=colour, linewidth=4, zorder=3)
    for number, point in enumerate(points, 1):
        _marker(axes, point, number, colour)
    axes.set_xlim(_day(begin - span * 0.03), _day(begin + span * 1.03))
    axes.set_ylim(0, highest * 1.12)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(lambda value, _position: f"{value:g}%")
    axes.set_xticks([_day(tick) for tick in _ticks(begin, begin + span)])


def _months(axes: Axes, language: str) -> None:
    def written(value: float, _position: float) -> str:
        return formats.short_month((_EPOCH + timedelta(days=value)).date(), language)

    axes.xaxis.set_major_formatter(written)


def _day(moment: datetime) -> float:
    """Days since 1970: numbers need no converter that matplotlib keeps globally."""
    return (moment - _EPOCH) / timedelta(days=1)


def _ticks(begin: datetime, end: datetime) -> list[datetime]:
    """At most five firsts of a month, evenly far apart."""
    first = begin.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = []
    while first <= end:
        if first >= begin:
            months.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return months[:: max(1, -(-len(months) // 5))]


def _marker(axes: Axes, point: Point, number: int, colour: str) -> None:
    axes.plot([_day(point.at)], [point.value], marker="o", markersize=23, color=style.CARD, markeredgecolor=colour,
              markeredgewidth=3, zorder=5 + number, clip_on=False)  # fmt: skip
    axes.annotate(str(number), (_day(point.at), point.value), ha="center", va="center_baseline", fontsize=style.SMALL - 4,
                  color=style.INK, fontweight="bold", zorder=5.5 + number, family=style.FONT,
                  annotation_clip=False)  # fmt: skip


def _rows(figure: Figure, panel: Panel, top: int, height: int, colour: str) -> None:
    """The events by number: day, rate, and what moved it, over a second line where it does not fit."""
    line = 0
    for number, point in enumerate(panel.points, 1):
        y = 1 - (top + _ROW * (line + 0.5)) / height
        _cell(figure, 58, y, str(number), colour, bold=True, align="center")
        _cell(figure, 90, y, point.day, style.MUTED)
        _cell(figure, 350, y, point.rate, style.INK, bold=True, align="right")
        for text in point.lines:
            _cell(figure, 372, 1 - (top + _ROW * (line + 0.5)) / height, text, style.INK)
            line += 1


def _cell(figure: Figure, x: int, y: float, text: str, ink: str, *, bold: bool = False, align: str = "left") -> None:
    weight = "bold" if bold else "normal"
    figure.text(x / WIDTH, y, text, fontsize=style.SMALL, color=ink, ha=align, va="center", fontweight=weight,
                family=style.FONT)  # fmt: skip
