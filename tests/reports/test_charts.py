import asyncio
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

from PIL import Image

from bot.knowledge.values import Text
from bot.reports.charts import Charts, style, words
from bot.reports.voice import Voice
from tests.reports.small import NOW, as_of, make_base, make_empty, told_of

BASE = make_base()
EMPTY = make_empty()
ODD, PLAIN = Text({"en": "Duty", "zh": "𠀀"}), Text({"en": "Duty"})


def size(png: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(png)) as picture:
        assert picture.format == "PNG"
        corner = picture.convert("RGBA").getpixel((30, 30))
        assert corner == (255, 255, 255, 255)  # its own ground: it reads on dark and on light
        return picture.size


def test_tariffs_chart_when_drawn_then_a_png_for_a_phone_with_words_for_it():
    chart = Charts().chart(told_of(BASE, "tariffs", NOW), BASE, Voice())
    assert chart is not None
    width, height = size(chart.png)
    assert width >= 1000
    assert height >= 600
    assert len(chart.png) < 1_000_000
    assert "A's duty on B: 145% from 10 April 2025; 30% from 14 May 2025" in chart.alt
    assert "12.5% from 24 July 2026" in chart.alt


def test_deficit_chart_when_drawn_then_missing_years_are_named():
    chart = Charts().chart(told_of(BASE, "deficit", NOW), BASE, Voice())
    assert chart is not None
    assert size(chart.png) >= (1000, 600)
    assert "Without a figure: 2016, 2017, 2019, 2020, 2021, 2022 and 2023" in chart.alt
    assert "Highest: $419.2 billion (2018)" in chart.alt


def test_charts_when_in_the_past_then_nothing_later_is_drawn():
    chart = Charts().chart(told_of(BASE, "tariffs", as_of("2025-07-29")), BASE, Voice())
    assert chart is not None
    assert "2026" not in chart.alt
    assert "20% from" not in chart.alt


def test_charts_when_there_is_nothing_then_none():
    charts = Charts()
    assert charts.chart(told_of(EMPTY, "tariffs", NOW), EMPTY, Voice()) is None
    assert charts.chart(told_of(EMPTY, "deficit", NOW), EMPTY, Voice()) is None
    assert charts.chart(told_of(BASE, "deficit", as_of("2010-01-01")), BASE, Voice()) is None


def test_charts_when_one_year_is_on_record_then_drawn_all_the_same():
    chart = Charts().chart(told_of(BASE, "deficit", as_of("2019-03-20")), BASE, Voice())
    assert chart is not None
    assert size(chart.png) >= (1000, 600)


def test_charts_when_the_content_is_the_same_then_drawn_once():
    charts = Charts()
    report = told_of(BASE, "deficit", NOW)
    first, again = charts.chart(report, BASE, Voice()), charts.chart(told_of(BASE, "deficit", NOW), BASE, Voice())
    assert first is not None
    assert again is not None
    assert first.png is again.png
    other = charts.chart(told_of(BASE, "deficit", NOW, 2018), BASE, Voice())
    assert other is not None
    assert other.png != first.png


def test_charts_when_more_than_are_kept_then_the_oldest_goes():
    charts = Charts(kept=1)
    first = charts.chart(told_of(BASE, "deficit", NOW), BASE, Voice())
    charts.chart(told_of(BASE, "deficit", NOW, 2018), BASE, Voice())
    again = charts.chart(told_of(BASE, "deficit", NOW), BASE, Voice())
    assert first is not None
    assert again is not None
    assert first.png is not again.png
    assert first.png == again.png


async def test_charts_when_drawn_by_several_threads_then_all_are_whole():
    charts = Charts()
    jobs = [
        asyncio.to_thread(charts.chart, told_of(BASE, "deficit", NOW, year), BASE, Voice())
        for year in (2015, 2018, 2024, 2025) * 2
    ]
    drawn = await asyncio.gather(*jobs)
    assert all(chart is not None and size(chart.png) >= (1000, 600) for chart in drawn)


def test_charts_when_imported_then_matplotlib_is_not_yet():
    code = "import bot.reports.charts, bot.reports.text, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_charts_when_drawn_then_no_global_figure_is_kept():
    code = (
        "import sys; from bot.reports.charts import Charts;"
        "from bot.reports.voice import Voice; from tests.reports.small import NOW, make_base, told_of; base = make_base();"
        "Charts().chart(told_of(base, 'deficit', NOW), base, Voice()); sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_charts_when_warmed_then_drawing_imports_nothing_more():
    code = (
        "import sys; from bot.reports.charts import Charts;"
        "from bot.reports.voice import Voice; from tests.reports.small import NOW, make_base, told_of; base = make_base();"
        "charts = Charts(); charts.warm(); before = set(sys.modules);"
        "charts.chart(told_of(base, 'tariffs', NOW), base, Voice());"
        "late = {name for name in set(sys.modules) - before if name.startswith(('matplotlib', 'PIL', 'numpy'))};"
        "print(late); sys.exit(bool(late))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_charts_when_in_chinese_then_drawn_in_chinese_on_any_machine():
    english, chinese = (
        Charts().chart(told_of(BASE, "tariffs", NOW), BASE, Voice(language)) for language in ("en", "zh")
    )
    assert english is not None
    assert chinese is not None
    assert chinese.png != english.png
    assert style.can_draw("休战到2027年1月10日为止；商品贸易逆差，“对华”关税。")
    for language in ("en", "zh"):
        told = words.steps_words(told_of(BASE, "tariffs", NOW), BASE, Voice(language))
        assert style.can_draw(repr(told))
        assert told.language == language


def test_charts_when_a_character_has_no_glyph_then_drawn_in_english():
    assert not style.can_draw("𠀀")
    odd = replace(BASE, rates={id_: rate.model_copy(update={"title": ODD}) for id_, rate in BASE.rates.items()})
    plain = replace(BASE, rates={id_: rate.model_copy(update={"title": PLAIN}) for id_, rate in BASE.rates.items()})
    pictures = [
        Charts().chart(told_of(base, "tariffs", NOW), base, Voice(language))
        for base, language in ((odd, "zh"), (plain, "en"))
    ]
    first, second = pictures
    assert first is not None
    assert second is not None
    assert first.png == second.png
