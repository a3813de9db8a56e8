"""A message of Discord's as it looks on a phone, drawn from its payload: near enough to judge what is read first.

Discord's own client is not at hand where this runs, so widths are those of Noto Sans and not of Discord's typeface, and
emoji are drawn as a sign in a ring. What a message says, in which order and how large, is the payload's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
_FONT = ROOT / "bot/reports/charts/fonts/NotoSansSC-subset.otf"
SCALE = 2
PHONE = 360
"""Units across; a unit is two pixels of the picture."""
_LEFT, _RIGHT, _PAD = 66, 12, 12
_BODY, _SMALL, _BUTTON = 15, 12, 14
_HEADINGS = {"# ": 22, "## ": 19, "### ": 17}
_SIGNS = {"👍": "+", "👎": "−", "🗑️": "×", "🔔": "!", "📅": "#"}
_PART = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[(?P<link>[^\]]+)\]\([^)\s]+\)|<(?P<command>/[^:>]+):\d+>")
_PRIVATE = {"en": "· only you see this", "zh": "· 只有你能看到"}
_TIME = re.compile(r"<t:(-?\d+)(?::[a-zA-Z])?>")
_BREAKABLE = re.compile(
    r"[（“《]?[\u2e80-\uffef][，。；：、）”》？！]*|[^\s\u2e80-\uffef]+[，。；：、）”》？！]*\s*|\s+"
)
"""What stays together at the end of a line: a word, or a Han character with the signs that belong to it."""


@dataclass(frozen=True)
class Theme:
    """Colours of Discord's two looks."""

    ground: str
    card: str
    edge: str
    ink: str
    faint: str
    link: str
    button: str
    on_button: str


DARK = Theme("#313338", "#393A41", "#46484F", "#E3E5E8", "#A0A6AF", "#4DB8FF", "#4E5058", "#FFFFFF")
LIGHT = Theme("#FFFFFF", "#F5F6F8", "#DCDFE4", "#2B2D31", "#5C5E66", "#0062CC", "#E3E5E8", "#2B2D31")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size * SCALE)


@dataclass
class Sheet:
    """Draws downwards; whatever is drawn moves `y`. Made twice: once to measure, once to draw."""

    theme: Theme
    files: Mapping[str, bytes]
    height: int = 20
    y: float = 12
    language: str = "en"
    image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (PHONE * SCALE, max(1, self.height) * SCALE), self.theme.ground)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, edge: str | None = None) -> None:
        at = [round(value * SCALE) for value in (left, top, right, bottom)]
        self.draw.rounded_rectangle(at, radius=8 * SCALE, fill=fill, outline=edge, width=SCALE if edge else 0)

    def word(self, x: float, y: float, text: str, size: int, ink: str, *, bold: bool = False) -> None:
        stroke = 0.35 * SCALE if bold else 0
        self.draw.text((x * SCALE, y * SCALE), text, ink, _font(size), anchor="ls", stroke_width=stroke)

    def markdown(self, text: str, left: float, right: float, base: int = _BODY) -> None:
        """Headings, small print, bold, links and times; anything else as it is."""
        for line in text.splitlines():
            size, ink, heavy, rest = base, self.theme.ink, False, line
            for mark, larger in _HEADINGS.items():
                if line.startswith(mark):
                    size, heavy, rest = larger, True, line[len(mark) :]
            if line.startswith("-# "):
                size, ink, rest = _SMALL, self.theme.faint, line[3:]
            if line.startswith("> "):
                ink, rest = self.theme.faint, line[2:]
            self._line(rest, left, right, size, ink, heavy=heavy)

    def _line(self, text: str, left: float, right: float, size: int, ink: str, *, heavy: bool) -> None:
        x, step = left, size * 1.42
        self.y += step
        for part, bold, colour in _runs(text, ink, self.theme.link, self.language):
            for piece in _BREAKABLE.findall(part):
                width = _font(size).getlength(piece.rstrip()) / SCALE
                if x > left and x + width > right:
                    x, self.y = left, self.y + step
                if x > left or piece.strip():
                    self.word(x, self.y - size * 0.28, piece, size, colour, bold=bold or heavy)
                    x += _font(size).getlength(piece) / SCALE

    def component(self, one: dict[str, Any], left: float, right: float) -> None:
        kind = one["type"]
        if kind == 1:
            self._row(one["components"], left, right)
        elif kind == 10:
            self.markdown(one["content"], left, right)
            self.y += 4
        elif kind == 12:
            self._picture(one, left, right)
        elif kind == 13:
            self._file(one, left, right)
        elif kind == 17:
            self._container(one, left, right)

    def _container(self, one: dict[str, Any], left: float, right: float) -> None:
        inner = Sheet(self.theme, self.files, self.height, language=self.language)
        inner.y = top = self.y
        inner.y += _PAD - 4
        for child in one["components"]:
            inner.component(child, left + _PAD, right - _PAD)
        self.box(left, top, right, inner.y + _PAD, self.theme.card, self.theme.edge)
        if one.get("accent_color") is not None:
            self.box(left, top, left + 5, inner.y + _PAD, f"#{one['accent_color']:06X}")
        self.y = top + _PAD - 4
        for child in one["components"]:
            self.component(child, left + _PAD, right - _PAD)
        self.y += _PAD + 6

    def _picture(self, one: dict[str, Any], left: float, right: float) -> None:
        for item in one["items"]:
            with Image.open(BytesIO(self.files[_name(item["media"]["url"])])) as picture:
                width = round((right - left) * SCALE)
                shown = picture.convert("RGB").resize((width, round(width * picture.height / picture.width)))
            self.y += 6
            self.image.paste(shown, (round(left * SCALE), round(self.y * SCALE)))
            self.y += shown.height / SCALE + 4

    def _file(self, one: dict[str, Any], left: float, right: float) -> None:
        self.y += 6
        self.box(left, self.y, right, self.y + 40, self.theme.ground, self.theme.edge)
        self.word(left + 12, self.y + 25, _name(one["file"]["url"]), _BODY, self.theme.link)
        self.y += 46

    def _row(self, items: list[dict[str, Any]], left: float, right: float) -> None:
        x, self.y = left, self.y + 2
        for item in items:
            if item["type"] == 3:
                self.box(left, self.y, right, self.y + 38, self.theme.card, self.theme.edge)
                self.word(left + 12, self.y + 24, item.get("placeholder") or "", _BUTTON, self.theme.faint)
                self.draw.regular_polygon(
                    ((right - 18) * SCALE, (self.y + 19) * SCALE, 5 * SCALE), 3, 180, self.theme.faint
                )
                self.y += 6
                continue
            sign, label = _SIGNS.get((item.get("emoji") or {}).get("name", ""), ""), item.get("label") or ""
            label = _fit(label, right - left - 24 - (22 if sign else 0))
            width = _font(_BUTTON).getlength(label) / SCALE + 24 + (22 if sign else 0)
            if x > left and x + width > right:
                x, self.y = left, self.y + 40
            self._button(x, label, sign, width, primary=item.get("style") == 1)
            x += width + 6
        self.y += 40

    def _button(self, x: float, label: str, sign: str, width: float, *, primary: bool) -> None:
        fill, ink = ("#4752C4", "#FFFFFF") if primary else (self.theme.button, self.theme.on_button)
        self.box(x, self.y, x + width, self.y + 34, fill)
        at = x + 12
        if sign:
            ring = [round(v * SCALE) for v in (at, self.y + 9, at + 16, self.y + 25)]
            self.draw.ellipse(ring, outline=ink, width=SCALE)
            self.draw.text((ring[0] + 8 * SCALE, ring[1] + 8 * SCALE), sign, ink, _font(11), anchor="mm")
            at += 22
        self.word(at, self.y + 22, label, _BUTTON, ink)

    def embed(self, one: dict[str, Any], left: float, right: float) -> None:
        """The older kind of card."""
        inner = Sheet(self.theme, self.files, self.height, language=self.language)
        inner.y = top = self.y
        inner._embedded(one, left + 16, right - _PAD)
        self.box(left, top, right, inner.y + _PAD, self.theme.card, self.theme.edge)
        self.box(left, top, left + 5, inner.y + _PAD, f"#{one.get('color') or 0:06X}")
        self._embedded(one, left + 16, right - _PAD)
        self.y += _PAD + 6

    def _embedded(self, one: dict[str, Any], left: float, right: float) -> None:
        self.y += 6
        if one.get("title"):
            self.markdown(f"**{one['title']}**", left, right)
        self.markdown(one.get("description") or "", left, right, 14)
        for each in one.get("fields") or []:
            self.markdown(f"**{each['name']}**\n{each['value']}", left, right, 14)
        self.markdown(
            "\n".join(f"-# {line}" for line in (one.get("footer") or {}).get("text", "").splitlines()), left, right
        )

    def author(self, name: str, ground: str, *, app: bool = False, private: bool = False) -> None:
        self.draw.ellipse([round(v * SCALE) for v in (12, self.y, 52, self.y + 40)], fill=ground)
        self.draw.text((32 * SCALE, (self.y + 20) * SCALE), name[:1].upper(), "#10202A", _font(18), anchor="mm")
        self.word(_LEFT, self.y + 15, name, _BODY, self.theme.ink, bold=True)
        x = _LEFT + _font(_BODY).getlength(name) / SCALE + 8
        if app:
            self.box(x, self.y + 1, x + 36, self.y + 18, "#4752C4")
            self.word(x + 6, self.y + 14, "APP", 11, "#FFFFFF")
        if private:
            self.word(x + 44, self.y + 14, _PRIVATE[self.language], _SMALL, self.theme.faint)
        self.y += 20


def _fit(text: str, room: float) -> str:
    shown = text
    while shown and _font(_BUTTON).getlength(shown) / SCALE > room:
        shown = shown[:-1]
    return shown if shown == text else shown[:-1].rstrip() + "…"


def _name(url: str) -> str:
    return url.rsplit("/", 1)[-1]


def _moment(found: re.Match[str], language: str) -> str:
    """A time as Discord shows it to a reader of the language."""
    form = "y年M月d日 HH:mm" if language == "zh" else "d MMMM y HH:mm"
    return str(format_datetime(datetime.fromtimestamp(int(found[1]), UTC), form, locale=language))


def _runs(text: str, ink: str, link: str, language: str) -> Iterator[tuple[str, bool, str]]:
    """Parts of a line with whether they are bold, and their colour."""
    at, text = 0, _TIME.sub(lambda found: _moment(found, language), text)
    for found in _PART.finditer(text):
        yield text[at : found.start()].replace("\\", ""), False, ink
        told = found["bold"] or found["link"] or found["command"]
        yield told.replace("\\", ""), bool(found["bold"]), ink if found["bold"] else link
        at = found.end()
    yield text[at:].replace("\\", ""), False, ink


def picture(
    asked: str, message: Mapping[str, Any], files: Mapping[str, bytes], theme: Theme, language: str = "en"
) -> Image.Image:
    """A question and the message that answers it, at the width of a phone, as a reader of the language sees it."""
    sheet = Sheet(theme, files, language=language)
    _exchange(sheet, asked, message)
    whole = Sheet(theme, files, round(sheet.y) + 10, language=language)
    _exchange(whole, asked, message)
    return whole.image


def _exchange(sheet: Sheet, asked: str, message: Mapping[str, Any]) -> None:
    sheet.author("member", "#56B4E9")
    sheet.markdown(asked, _LEFT, PHONE - _RIGHT)
    sheet.y += 16
    sheet.author("Parley", "#009E73", app=True, private=bool(message.get("flags", 0) & 64))
    sheet.y += 4
    if message.get("content"):
        sheet.markdown(message["content"], _LEFT, PHONE - _RIGHT)
    for embed in message.get("embeds") or []:
        sheet.embed(embed, _LEFT, PHONE - _RIGHT)
    for one in message.get("components") or []:
        sheet.component(one, _LEFT, PHONE - _RIGHT)


def beside(left: Image.Image, right: Image.Image) -> bytes:
    """Two pictures side by side, as a PNG of few colours."""
    both = Image.new("RGB", (left.width + right.width, max(left.height, right.height)), "#8A8F98")
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    out = BytesIO()
    both.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()
