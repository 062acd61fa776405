"""One typeface for figures, HTML and PDF: static Regular and Bold, made once from the packaged variable font.

fontTools is imported where it is used: it takes half a second that most callers need not spend.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from cxmetrics.errors import RenderError
from cxmetrics.theme import FAMILY, REPLACEMENT

WEIGHTS: Final = {"Regular": 400, "Bold": 700}
RECIPE: Final = "1"  # raise it when `instance` makes different files
PREPARING: Final = "preparing fonts, once"
PACKAGE: Final = "justmytype_intl_cjk"
SOURCE: Final = "fonts/ofl/notosanskr/NotoSansKR[wght].ttf"
UNSEEN: Final = ("Cc", "Cf", "Cs")
MARKS: Final = ("Mn", "Me")  # what stands on the letter before it
MODIFIERS: Final = (*MARKS, "Sk")  # and skin tones
MOST_MARKS: Final = 4  # that a letter carries in any language's writing
SPACES: Final = "\t\n\v\f\r\u0085\u2028\u2029"
BLANK_LETTERS: Final = "\u115f\u1160\u3164\uffa0"  # Hangul fillers: letters that nobody can see
EMOJI_JOINER: Final = "\u200d"
MAC_BOLD, SELECTION_BOLD, SELECTION_REGULAR, SELECTION_STYLES = 0x01, 0x20, 0x40, 0x61


@dataclass(frozen=True)
class Fonts:
    """Paths of the two static fonts of the family `theme.FAMILY`."""

    regular: Path
    bold: Path


def source_font() -> Path:
    """Return the packaged variable font.

    Raises
    ------
    RenderError
        If the package that carries it is not installed, or has no such file.
    """
    spec = find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = [Path(folder) / SOURCE for folder in folders if (Path(folder) / SOURCE).is_file()]
    if not found:
        raise RenderError("E-FONT", "{source} is missing.", fix="pip install justmytype-intl-cjk", source=SOURCE)
    return found[0]


def font_files(*, progress: Callable[[str], None] | None = None) -> Fonts:
    """Return the static Regular and Bold, making them when this is their first use on this machine.

    Parameters
    ----------
    progress : callable, optional
        Told `PREPARING` before the fonts are made, which takes some 15 seconds.

    Returns
    -------
    Fonts
        In ``cxmetrics/fonts/<key>`` of ``CXMETRICS_CACHE``, else of the user's cache folder; in a temporary
        folder that goes with the process if neither can be written.
    """
    source = source_font()
    fonts = _in_folder(_key(source), os.environ.get("CXMETRICS_CACHE") or _user_cache())
    if not _ready(fonts):
        if progress is not None:
            progress(PREPARING)
        with FileLock(fonts.regular.with_name("lock")):
            _make(fonts, source)
    return fonts


def _user_cache() -> str:
    home = os.path.expanduser("~/.cache")  # noqa: PTH111 (`Path.expanduser` fails for a user without a home)
    return os.environ.get("XDG_CACHE_HOME") or home


@cache
def _key(source: Path) -> str:
    """Name the cache folder after everything that decides the bytes in it."""
    made_with = f"{version('fonttools')} {RECIPE}".encode()
    return hashlib.sha256(source.read_bytes() + made_with).hexdigest()[:24]


@cache
def _in_folder(key: str, parent: str) -> Fonts:
    fonts = _paths(Path(parent) / "cxmetrics" / "fonts" / key)
    return fonts if _ready(fonts) or _writable(fonts.regular.parent) else _paths(Path(_scratch().name))


def _paths(folder: Path) -> Fonts:
    return Fonts(folder / "NotoSansKR-Regular.ttf", folder / "NotoSansKR-Bold.ttf")


def _ready(fonts: Fonts) -> bool:
    return fonts.regular.is_file() and fonts.bold.is_file()


def _writable(folder: Path) -> bool:
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            return True
    return False


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="cxmetrics-fonts-")


def _make(fonts: Fonts, source: Path) -> None:
    """Make what is missing, one process a weight: each takes some ten seconds of one core."""
    targets = {"Regular": fonts.regular, "Bold": fonts.bold}
    missing = {style: path for style, path in targets.items() if not path.is_file()}
    started = [_start(style, source=source, target=path) for style, path in missing.items()]
    complaints = [process.communicate()[1] for process in started]
    if any(process.returncode for process in started):
        last = " ".join(complaints).strip().splitlines()[-1:] or ["no message"]
        raise RenderError("E-FONT", "The fonts could not be made: {last}", fix="reinstall fonttools", last=last[0])


def _start(style: str, *, source: Path, target: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "cxmetrics.fonts", style, str(source), str(target)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 (our own module, no shell)


def instance(source: Path, style: str, target: Path) -> None:
    """Write one static font of the variable font `source`, whole or not at all.

    Parameters
    ----------
    source : Path
        Variable font with a weight axis.
    style : {"Regular", "Bold"}
        Which weight to make.
    target : Path
        Where it goes.
    """
    ttx, instancer = import_module("fontTools.ttLib"), import_module("fontTools.varLib.instancer")
    font = ttx.TTFont(source, recalcTimestamp=False)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS[style]}, inplace=True, optimize=False)
    _rename(font, style)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        font.save(Path(scratch) / target.name)
        (Path(scratch) / target.name).replace(target)


def _rename(font: Any, style: str) -> None:
    """Say family, style and weight; the variable font calls itself Thin."""
    names = font["name"]
    kept = {0, 5, 7, 8, 9, 10, 11, 13, 14}
    names.names = [record for record in names.names if record.nameID in kept]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    for name_id, text in {1: FAMILY, 2: style, 3: postscript, 4: f"{FAMILY} {style}", 6: postscript}.items():
        names.setName(text, name_id, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    styles = SELECTION_BOLD if bold else SELECTION_REGULAR
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~SELECTION_STYLES | styles
    font["head"].macStyle = MAC_BOLD if bold else 0
    font.tables.pop("STAT", None)


@cache
def _glyphs() -> frozenset[int]:
    """Code points that the family can draw."""
    with import_module("fontTools.ttLib").TTFont(source_font(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def displayable(text: str) -> str:
    r"""Return text that the packaged font can draw, in Unicode's composed form.

    What has no glyph becomes its compatibility form, else ``□``. Control, surrogate and format characters are
    dropped, and so are marks and skin tones without a glyph, and marks piled up on a letter; line ends become spaces.

    Parameters
    ----------
    text : str
        Any text, such as a customer's.

    Returns
    -------
    str
        Text of known glyphs only.

    Examples
    --------
    >>> displayable("각\u202e 👍 𝐀")
    '각 □ A'
    """
    return "".join(_shown(character) for character in _composed(text))


@cache
def _shown(character: str) -> str:
    """One character as the font can show it; text repeats its characters, so the answers are kept."""
    if character in SPACES:
        return " "
    if character in BLANK_LETTERS or unicodedata.category(character) in UNSEEN:
        return ""
    if ord(character) in _glyphs():
        return character
    plain = unicodedata.normalize("NFKC", character)
    if plain != character:
        return "".join(_shown(part) for part in plain)
    return "" if unicodedata.category(character) in MODIFIERS else REPLACEMENT


def readable(text: str) -> str:
    r"""Return text for a reader whose own fonts can help out: composed, on one line, without unseen controls.

    Parameters
    ----------
    text : str
        Any text, such as a customer's.

    Returns
    -------
    str
        The text less control, surrogate and format characters, but for the joiner that emoji need, and less marks that
        are piled up on a letter.

    Examples
    --------
    >>> readable("a\u202eb\n👍\ud800"), len(readable("x" + "\u0301" * 99))
    ('ab 👍', 5)
    """
    return "".join(_kept(character) for character in _composed(text))


def _composed(text: str) -> Iterator[str]:
    """Give the characters of a text in composed form, without the marks that are piled up on a letter."""
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.category(character) in MARKS else 0
        if marks <= MOST_MARKS:
            yield character


@cache
def _kept(character: str) -> str:
    if character in SPACES:
        return " "
    unseen = unicodedata.category(character) in UNSEEN and character != EMOJI_JOINER
    return "" if unseen or character in BLANK_LETTERS else character


@lru_cache(maxsize=16)  # the months of one report need the same characters
def subset_woff(path: Path, text: str) -> bytes:
    """Return a WOFF with only the glyphs of `text`, the same bytes for the same characters.

    Parameters
    ----------
    path : Path
        One of `font_files`.
    text : str
        Everything that will be set in it, in any order.

    Returns
    -------
    bytes
        Roughly 100 bytes a Latin letter and 250 bytes a Hangul syllable.
    """
    subset, ttx = import_module("fontTools.subset"), import_module("fontTools.ttLib")
    options = subset.Options(flavor="woff", layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted({ord(character) for character in text}))
    with ttx.TTFont(path, lazy=True, recalcTimestamp=False) as font, BytesIO() as out:
        subsetter.subset(font)
        subset.save_font(font, out, options)
        return out.getvalue()


if __name__ == "__main__":  # a process of its own a weight, see `_make`
    instance(Path(sys.argv[2]), sys.argv[1], Path(sys.argv[3]))
