# SPDX-License-Identifier: BSD-3-Clause
"""Draws horizontal bars, each of one or more coloured parts, as an SVG: no library needed.

The SVG carries both its light and its dark colours, and follows whoever shows it.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple, Sequence

# A qualitative palette whose neighbours differ in lightness too, for the colour-blind.
COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#8c8c8c",
           "#dd7722", "#44aa99", "#882255")
WIDTH, LABEL, VALUE, BAR, GAP = 820, 210, 100, 22, 10


class Bar(NamedTuple):
    label: str
    parts: Sequence[tuple[str, float]]  # name and size; the name is what the legend explains

    @property
    def total(self) -> float:
        return sum(size for _, size in self.parts)


def svg(title: str, bars: Sequence[Bar], unit: str) -> str:
    """One picture. Where all bars have one nameless part each, it has no legend."""
    names = list(dict.fromkeys(name for bar in bars for name, _ in bar.parts if name))
    colour = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}
    room = WIDTH - LABEL - VALUE
    scale = room / max([bar.total for bar in bars] + [1e-9])
    legend_rows = -(-len(names) // 4)
    height = 50 + len(bars) * (BAR + GAP) + legend_rows * 22 + 10
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
           f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">',
           "<style>text{font:13px sans-serif;fill:#222}.title{font-size:16px;font-weight:bold}"
           "@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>",
           f'<text class="title" x="10" y="26">{escape(title)}</text>']
    y = 44
    for bar in bars:
        middle = y + BAR * 0.7
        out.append(f'<text x="{LABEL - 8}" y="{middle:.1f}" text-anchor="end">'
                   f"{escape(bar.label)}</text>")
        x = float(LABEL)
        for name, size in bar.parts:
            width = size * scale
            tip = f"{name or bar.label}: {size:,.0f} {unit}"
            out.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" '
                       f'fill="{colour.get(name, COLOURS[0])}"><title>{escape(tip)}</title></rect>')
            x += width
        out.append(f'<text x="{x + 6:.1f}" y="{middle:.1f}">{bar.total:,.0f} {escape(unit)}</text>')
        y += BAR + GAP
    for i, name in enumerate(names):
        x, row = 10 + i % 4 * (WIDTH - 20) // 4, y + 8 + i // 4 * 22
        out.append(f'<rect x="{x}" y="{row}" width="12" height="12" fill="{colour[name]}"/>'
                   f'<text x="{x + 18}" y="{row + 11}">{escape(name)}</text>')
    return "\n".join(out + ["</svg>\n"])
