"""Cut Noto Sans SC down to the characters of GB 2312, for the charts.

    pip download --no-deps pylopdf-fonts-zh-cn==0.1.1 && unzip pylopdf_fonts_zh_cn-*.whl -d fonts
    python tools/subset_font.py fonts/pylopdf_fonts_zh_cn/NotoSansSC-Regular.otf

The wheel's font has the SHA-256 faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9. Its licence, the SIL Open
Font License 1.1, lies beside the result.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

OUT = Path(__file__).resolve().parents[1] / "bot/reports/charts/fonts/NotoSansSC-subset.otf"
UNUSED = ["GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
"""Tables for layout and vertical writing, which matplotlib does not read."""


def characters() -> str:
    """GB 2312, Latin letters with their accents, and the signs that the catalogues use."""
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    chinese = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    return "".join(map(chr, range(0x20, 0x180))) + chinese + "–—‘’“”…•·€−×±≤≥→←↑↓"


def main() -> None:
    options = subset.Options(layout_features=[], hinting=False, drop_tables=UNUSED)
    font = subset.load_font(sys.argv[1], options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    subset.save_font(font, str(OUT), options)
    print(f"{OUT}: {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
