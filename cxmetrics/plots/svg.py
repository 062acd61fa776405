"""A figure as small, reproducible SVG: glyphs as outlines, no date, no metadata, short names and numbers."""

from __future__ import annotations

import re
from io import StringIO
from typing import Final

from matplotlib.figure import Figure

from cxmetrics.plots.canvas import POINTS_PER_INCH
from cxmetrics.theme import LIGHT

NO_METADATA: Final = dict.fromkeys(("Date", "Creator", "Format", "Type"))
COARSER: Final = 16  # of the 64ths that outlines come in: 400 steps an em are finer than any screen
GLYPH: Final = re.compile(r' d="([^"]*)" transform="scale\(0\.015625\)"')
SEGMENT: Final = re.compile(r"([MLQCZz])([^MLQCZz]*)")


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG text, the same bytes for the same figure."""
    out = StringIO()
    figure.savefig(out, format="svg", metadata=NO_METADATA, facecolor=LIGHT.paper)
    return _short_names(_compact(GLYPH.sub(_coarse_glyph, out.getvalue())))


def _compact(svg: str) -> str:
    """Drop what draws nothing, and decimals that nobody can see."""
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    svg = re.sub(r"scale\([^)]*\)|-?\d+\.\d{3,}", _two_decimals, svg)
    svg = re.sub(r"\s+", " ", svg).replace("> <", "><").replace(' "', '"').replace("; ", ";").replace(": ", ":")
    svg = re.sub(r'(<use) xlink:href=("#[^"]+") transform="translate\(([\d.]+) 0\)"', _placed_glyph, svg)
    svg = re.sub(r"scale\((0\.\d+) -\1\)", _coarse_scale, svg)
    svg = svg.replace("xlink:href", "href").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    svg = re.sub(r' d="([^"]*)"', _dense_path, svg)
    while "<g></g>" in svg:
        svg = svg.replace("<g></g>", "")
    return re.sub(r"<g>(<[^g/][^>]*/>)</g>", r"\1", svg)


def _placed_glyph(found: re.Match[str]) -> str:
    """Write the place of a glyph in its line in the units of its outline."""
    return f'{found[1]} href={found[2]} x="{float(found[3]) * 64 / COARSER:.4g}"'


def _coarse_scale(found: re.Match[str]) -> str:
    """Scale a line of text once for all of its glyphs."""
    scale = f"{float(found[1]) * COARSER / 64:.6g}"
    return f"scale({scale} -{scale})"


def _two_decimals(found: re.Match[str]) -> str:
    text = found.group()
    return text if text.startswith("scale") else f"{float(text):.2f}".rstrip("0").rstrip(".")


def _short_names(svg: str) -> str:
    """Rename what the picture refers to: s0, s1 … are shorter than the names of glyphs and markers."""
    names = {name: f"s{number:x}" for number, name in enumerate(dict.fromkeys(re.findall(r' id="([^"]+)"', svg)))}
    return re.sub(r'( id="|"#|url\(#)([^")]+)', lambda found: found[1] + names[found[2]], svg)


def _coarse_glyph(found: re.Match[str]) -> str:
    """Write a glyph's outline in coarser units and relative steps, half as long."""
    at, path = (0, 0), ""
    for command, numbers in SEGMENT.findall(found[1]):
        values = [round(float(number) / COARSER) for number in numbers.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        path += _step(command.lower(), [(x - at[0], y - at[1]) for x, y in points])
        at = points[-1] if points else at
    return f' d="{path}"'


def _step(command: str, steps: list[tuple[int, int]]) -> str:
    """Write one command; straight lines along an axis have a shorter one."""
    if command == "l" and 0 in steps[0]:
        across, up = steps[0]
        return f"v{up}" if across == 0 else f"h{across}"
    return command + " ".join(f"{x} {y}" for x, y in steps)


def _dense_path(found: re.Match[str]) -> str:
    """Write a path without spaces, which an address would spend three characters on each."""
    tight = re.sub(r" ?([A-Za-z]) ?", r"\1", found[1]).replace(" -", "-").replace(" ", ",")
    return f' d="{tight}"'


def inches(svg: str) -> list[float]:
    """Return width and height of a figure in inches.

    Examples
    --------
    >>> inches('<svg width="518.4pt" height="216pt" viewBox="0 0 518.4 216">')
    [7.2, 3.0]
    """
    return [round(float(side) / POINTS_PER_INCH, 4) for side in re.findall(r'(?:width|height)="([\d.]+)pt"', svg)[:2]]
