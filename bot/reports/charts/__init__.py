"""Reports as pictures: PNG bytes, drawn without global state, safe in a worker thread."""

from bot.reports.charts.draw import Chart, Charts

__all__ = ["Chart", "Charts"]
