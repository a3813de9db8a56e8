"""A series by year as bars; a year without a figure is shown as missing, never as zero."""

from __future__ import annotations

from matplotlib.axes import Axes

from bot.reports.charts import style
from bot.reports.charts.words import Words
from bot.reports.years import Year, YearsView

WIDTH, HEIGHT = 1080, 790


def draw(view: YearsView, words: Words) -> bytes:
    """The years as known at the moment, the one asked for set off, with the highest and the latest labelled."""
    figure = style.card(WIDTH, HEIGHT)
    style.head(figure, words.title, words.subtitle)
    style.foot(figure, words.source, words.as_of)
    axes = style.plot_area(figure, left=92, top=150, right=44, bottom=154)
    chosen = view.year or view.latest
    for year in view.years:
        is_chosen = chosen is not None and year.year == chosen.year
        axes.bar(year.year, year.value, width=0.74, color=style.VERMILION if is_chosen else style.BLUE, zorder=3)
    top = max(year.value for year in view.years)
    _missing(axes, view.missing, words.missing)
    _labels(axes, _labelled(view, chosen), view.years[-1].year, words)
    first, last = view.years[0].year, view.years[-1].year
    axes.set_xlim(first - 0.7 - 0.03 * (last - first), last + 0.7 + 0.09 * (last - first + 1))
    axes.set_ylim(0, top * 1.14)
    axes.set_xticks(_ticks(first, last))
    return style.png(figure)


def _missing(axes: Axes, years: tuple[int, ...], note: str) -> None:
    """A pale band over the whole height: nothing in it can be taken for a value."""
    for first, last in _runs(years):
        axes.axvspan(first - 0.45, last + 0.45, facecolor="#F6F7F9", edgecolor=style.GRID, hatch="//", zorder=1)
        axes.text((first + last) / 2, 0.5, note, transform=axes.get_xaxis_transform(), ha="center", va="center",
                  rotation=90, fontsize=style.SMALL, color=style.MUTED, family=style.FONT, zorder=4,
                  bbox={"facecolor": style.CARD, "edgecolor": "none", "pad": 5})  # fmt: skip


def _runs(years: tuple[int, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for year in years:
        if runs and runs[-1][1] == year - 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return runs


def _labelled(view: YearsView, chosen: Year | None) -> list[Year]:
    wanted = [max(view.years, key=lambda year: year.value), view.years[0], view.years[-1]]
    if chosen:
        wanted.append(chosen)
        wanted += [year for year in view.years if year.year == chosen.year - 1]
    return list(dict.fromkeys(wanted))


def _labels(axes: Axes, years: list[Year], last: int, words: Words) -> None:
    """Above each bar; beside the last one, where its taller neighbour would be written over."""
    for year in years:
        beside = year.year == last and len(years) > 1
        axes.annotate(
            words.number(year.value), (year.year + (0.5 if beside else 0), year.value),
            xytext=(0, -2) if beside else (0, 6), textcoords="offset points", ha="left" if beside else "center",
            va="top" if beside else "bottom", fontsize=style.SMALL, color=style.INK, fontweight="bold",
            family=style.FONT, zorder=6,
        )  # fmt: skip


def _ticks(first: int, last: int) -> list[int]:
    step = 5 if last - first > 12 else 2 if last - first > 6 else 1
    ticks = [year for year in range(first, last + 1) if year % step == 0]
    # The last year is always named; its neighbour gives way where the two would touch.
    return [year for year in ticks if last - year >= step * 0.5 or year == last] + ([last] if last % step else [])
