"""A document model as one HTML page that needs nothing but itself: no address, its own font, one script at the most."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from cxmetrics.display.resolve import PICTURES, each_text
from cxmetrics.errors import RenderError
from cxmetrics.fonts import font_files, readable, subset_woff
from cxmetrics.theme import DARK, LANDSCAPE, LIGHT, TONES, Palette, colours, tone
from cxmetrics.words.numbers import MINUS

TEMPLATES: Final = Path(__file__).with_name("templates")
SCRIPT: Final = (TEMPLATES / "what_if.js").read_text("utf-8")  # of pages on which something can be moved
PIXELS_PER_INCH: Final = 96
PLAIN_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
SAFE_IN_URL: Final = "/:=;,()*.-_~!$@?+[]|^{}'"
LONG_VALUE: Final = 8  # characters of a key figure, from which on it is set smaller
MANY_COLUMNS: Final = 9  # from which on a table is set closer,
MANY_TEXTS: Final = 6  # and so many with text
SMALL: Final = 0.01  # effects below it are written with one more decimal
WORD_JOINER: Final = "\u2060"  # between what no line may part
MINUS_OF_MONEY: Final = re.compile(rf"{MINUS}(?=[^\s\w({{])")
FIRST_DEPTH, LAST_DEPTH = 2, 6  # of headings below the page's title

Block = dict[str, Any]


def render_html(document: Mapping[str, Any]) -> bytes:
    """Return the page of a document, the same bytes for the same document.

    Parameters
    ----------
    document : mapping
        The document model, every text in the reader's language.

    Returns
    -------
    bytes
        One HTML file in UTF-8, below 1 MB for a dozen figures.
    """
    clean = each_text(document, lambda text: tied(readable(text)))
    blocks = _blocks(clean["blocks"])
    css, script = _style(_characters(clean)), SCRIPT if moves(clean["blocks"]) else ""
    own = {"css": Markup(css), "script": Markup(script), "policy": policy(css, script)}  # noqa: S704 (no text of the document is in either)
    page: str = _template().render(clean | own | {"blocks": blocks, "contents": _contents(blocks)})
    return page.encode()


def tied(text: str) -> str:
    """Keep a minus and the sign of the currency after it on one line.

    Examples
    --------
    >>> len(tied("−₩10.1M")), len(tied("−10.1"))
    (8, 5)
    """
    return MINUS_OF_MONEY.sub(f"{MINUS}{WORD_JOINER}", text)


def moves(blocks: Iterable[Mapping[str, Any]]) -> int:
    """Count the blocks in which a reader can move something."""
    return sum("what_if" in block for block in blocks)


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["picture"] = picture
    return environment.from_string((TEMPLATES / "page.html.j2").read_text("utf-8"))


def picture(svg: str) -> Markup:
    """Return an SVG as a data address that follows the reader's light or dark mode."""
    address = quote(_in_both_modes(svg).replace('"', "'"), safe=SAFE_IN_URL)
    return Markup("data:image/svg+xml,") + Markup(address)  # noqa: S704 (quoted: no mark of HTML is left in it)


def _in_both_modes(svg: str) -> str:
    """Give a light picture the rules that repaint it in dark mode; a viewer without them shows it light."""
    light, dark = colours(LIGHT), colours(DARK)
    pairs = [(prop, light[name], dark[name]) for name in light for prop in ("fill", "stroke")]
    used = [(f"{prop}:{old}", f"{prop}:{new}") for prop, old, new in pairs if f"{prop}:{old}" in svg]
    rules = "".join(f'[style*="{old}"]{{{new}!important}}' for old, new in used)
    return svg.replace("</style>", f"@media screen and (prefers-color-scheme:dark){{{rules}}}</style>", 1)


def policy(css: str, script: str = "") -> str:
    """Return a policy under which the page can show itself, and nothing but its own script can run or be fetched.

    Examples
    --------
    >>> "script-src" in policy("p{}"), policy("p{}", "1").split("; ")[3]
    (False, "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='")
    """
    scripts = [f"script-src {_hashed(script)}"] if script else []
    parts = ("default-src 'none'", "img-src data:", f"style-src {_hashed(css)}", *scripts, "font-src data:")
    return "; ".join((*parts, "base-uri 'none'", "form-action 'none'"))


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _style(characters: str) -> str:
    """Return the style sheet: colours of both modes, the font cut to what the page says, the rules."""
    light, dark = _variables(LIGHT), _variables(DARK)
    modes = f":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"
    rules = (TEMPLATES / "page.css").read_text("utf-8")
    return modes + "".join(_faces(characters)) + rules


def _variables(palette: Palette) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours(palette).items())


def _faces(characters: str) -> Iterator[str]:
    fonts = font_files()
    for weight, path in ((400, fonts.regular), (700, fonts.bold)):
        data = b64encode(subset_woff(path, characters)).decode()
        source = f'url("data:font/woff;base64,{data}") format("woff")'
        yield f'@font-face{{font-family:"CX Sans";font-weight:{weight};font-display:block;src:{source}}}\n'


def _characters(document: Any) -> str:
    """Return each character that the page shows, once and in order."""
    signs = "".join(tone.sign for tone in TONES.values())
    return "".join(sorted(set(f"·+,.0123456789{signs}").union(*_texts(document))))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for key, item in value.items() if key not in PICTURES for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))


def _blocks(blocks: list[Block]) -> list[Block]:
    """Return the blocks with what HTML needs besides: heading depths, names of places, signs, pixels."""
    depth, taken, done = FIRST_DEPTH - 1, {"content", "contents-title"}, []
    for number, block in enumerate(blocks):
        if block["type"] not in _MORE:
            raise RenderError(
                "E-BLOCK",
                "{type!r} is no part of a report.",
                fix="use {mores}",
                type=block["type"],
                mores=", ".join(_MORE),
            )
        extra = _MORE[block["type"]](block)
        if block["type"] == "heading":
            depth = min(block["level"] + FIRST_DEPTH - 1, depth + 1, LAST_DEPTH)
            extra = {"depth": depth}
        extra["id"] = _place(str(block.get("id", "")), taken, f"part-{number}")
        done.append(block | extra)
    return done


def _place(wanted: str, taken: set[str], otherwise: str) -> str:
    name = wanted if PLAIN_ID.fullmatch(wanted) and wanted not in taken else otherwise
    taken.add(name)
    return name


def _sentence(block: Block) -> Block:
    return _toned(block) | {"role": "headline" if block["role"] == "headline" else "body"}


def _answers(block: Block) -> Block:
    return {"items": [item | {"lines": [line | _toned(line) for line in item["lines"]]} for item in block["items"]]}


def _key_figures(block: Block) -> Block:
    return {"items": [item | _toned(item) | {"long": len(item["value"]) > LONG_VALUE} for item in block["items"]]}


def _toned(block: Block) -> Block:
    known = tone(block["tone"])
    return {"tone": known.name, "sign": known.sign}


def _figure(block: Block) -> Block:
    if not block["alt"].strip():
        raise RenderError(
            "E-ALT", "The figure {caption!r} has no text for those who cannot see it.", caption=block["caption"]
        )
    pixels = [round(side * PIXELS_PER_INCH) for side in block["width"]]
    return {"pixels": pixels, "wide": block["width"][0] >= LANDSCAPE.width}


def _table(block: Block) -> Block:
    """Return cells with the class names of their column and of quiet text."""
    columns = [column | {"align": _align(column)} for column in block["columns"]]
    rows = [
        [{"remark": "", **cell, "place": _place_of(cell, column)} for cell, column in zip(row, columns, strict=True)]
        for row in block["rows"]
    ]
    texts = sum(column["align"] == "left" for column in columns)
    close = len(columns) >= MANY_COLUMNS or texts >= MANY_TEXTS
    return {"columns": columns, "rows": rows, "close": close, "scale": block.get("scale", []),
            "what_if": _what_if(block.get("what_if"))}  # fmt: skip


def _what_if(moved: Block | None) -> Block | None:
    """Return what can be moved, with the decimals in which the smallest step of an effect is seen."""
    if moved is None:
        return None
    initiatives = [one | {"digits": 2 if one["effect"] >= SMALL else 3} for one in moved["data"]["initiatives"]]
    return moved | {"data": moved["data"] | {"initiatives": initiatives}}


def _place_of(cell: Block, column: Block) -> str:
    """Return the class names of a cell: where its text stands, whether it is quiet, its step of five."""
    names = [_align(column), "quiet" if cell.get("muted") else "", f"heat-{cell['tint']}" if cell.get("tint") else ""]
    return " ".join(name for name in names if name)


def _align(column: Block) -> str:
    return "right" if column["align"] == "right" else "left"


def _contents(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block["type"] == "heading" and block["depth"] == FIRST_DEPTH]


def _as_it_is(_: Block) -> Block:
    return {}


_MORE: Final = {
    "heading": _as_it_is,
    "sentence": _sentence,
    "answers": _answers,
    "key_figures": _key_figures,
    "figure": _figure,
    "table": _table,
    "note": _as_it_is,
    "gap": _as_it_is,
}
