"""The gallery as pictures, and how two are compared: ``python -m tests.report.pictures`` renews the stored ones.

Pictures are halved and blurred before they are compared, so that the grain of letters, which differs from one version
of Chromium or poppler to the next, is averaged out. What counts is the worst tile, so that no label is lost in a long
page. Measured: other hinting and other placing of letters differ by 0.00 of the worst tile, a PDF without any smoothing
by 0.05; a cell in the next colour, a moved value, a verdict in the wrong colour or a missing chart by 0.2 or more.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from . import gallery

STORED = Path(__file__).with_name("pictures")
SAMPLE = Path(__file__).parents[2] / "data" / "sample_company"
CUSTOMERS = "6000"  # of the sample company that the tests share
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--disable-lcd-text",
]
MODES: dict[str, dict[str, Any]] = {
    "desktop": {"lang": "ko", "width": 1280, "color_scheme": "light"},
    "dark": {"lang": "ko", "width": 1280, "color_scheme": "dark"},
    "phone": {"lang": "en", "width": 390, "color_scheme": "light"},
    "print": {"lang": "ko", "width": 794, "media": "print"},
}
NAMES = (*MODES, "pdf")
COLOURS = 64  # of a stored picture, chosen to cover the rare ones too
TILE = 16  # pixels of a halved picture
BLUR = 2  # pixels around each one
FAR = 24  # of 255: how far apart two blurred pixels must be in one colour to differ
SHARE = 0.1  # of a tile that may differ
SHIFTS = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]  # pixels that a tile may be out of place

NO_EMOJI = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    node.data = node.data.replace(/\\p{Extended_Pictographic}|\\p{Emoji_Modifier}/gu, '–')
  }
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a screen."""
    with sync_playwright() as playwright:
        running = launched(playwright.chromium)
        yield running
        running.close()


def launched(kind: BrowserType, *more: str) -> Browser:
    """Start a browser, with more arguments than it always has."""
    return kind.launch(executable_path=shutil.which("chromium"), args=[*ARGUMENTS, *more])


@contextmanager
def opened(browser: Browser, folder: Path, name: str) -> Iterator[Page]:
    """The gallery in one mode, without emoji, which each machine draws with a font of its own."""
    mode = MODES[name]
    viewport = {"width": mode["width"], "height": 900}
    context = browser.new_context(viewport=viewport, color_scheme=mode.get("color_scheme"), reduced_motion="reduce")
    page = context.new_page()
    page.emulate_media(media=mode.get("media", "screen"))
    page.goto((folder / f"gallery.{mode['lang']}.html").as_uri())
    page.evaluate(NO_EMOJI)
    yield page
    context.close()


def shot(page: Page) -> Image.Image:
    """The whole page as a halved picture."""
    with TemporaryDirectory() as scratch:
        target = Path(scratch) / "page.png"
        page.screenshot(path=target, full_page=True, animations="disabled")
        return _halved(Image.open(target))


def sheets(pdf: Path) -> Image.Image:
    """The pages of a PDF one below the other, halved."""
    with TemporaryDirectory() as scratch:
        subprocess.run(["pdftoppm", "-r", "90", "-png", str(pdf), f"{scratch}/page"], check=True)
        pages = [_halved(Image.open(path)) for path in sorted(Path(scratch).glob("page-*.png"))]
    long = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    for page, end in zip(pages, accumulate(page.height for page in pages), strict=True):
        long.paste(page, (0, end - page.height))
    return long


def taken(browser: Browser, folder: Path, name: str) -> Image.Image:
    """One of `NAMES` as it looks now."""
    if name == "pdf":
        return sheets(folder / "gallery.ko.pdf")
    with opened(browser, folder, name) as page:
        return shot(page)


def _halved(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").reduce(2)


def worst(stored: Image.Image, now: Image.Image) -> tuple[float, tuple[int, int]]:
    """Share of differing pixels in the worst tile, and that tile's left top corner; 1 for pictures of another size."""
    if stored.size != now.size:
        return 1.0, (0, 0)
    blurred = (picture.convert("RGB").filter(ImageFilter.BoxBlur(BLUR)) for picture in (stored, now))
    one, other = (np.asarray(picture).astype(np.int16) for picture in blurred)
    least = np.min([_shares(one, np.roll(other, shift, axis=(0, 1))) for shift in SHIFTS], axis=0)
    down, across = np.unravel_index(least.argmax(), least.shape)
    return float(least.max()), (int(across) * TILE, int(down) * TILE)


def _shares(one: Any, other: Any) -> Any:
    """Share of differing pixels by tile."""
    differ = (np.abs(one - other).max(axis=2) > FAR).astype(float)
    padded = np.pad(differ, [(0, -side % TILE) for side in differ.shape])
    rows, columns = (side // TILE for side in padded.shape)
    return padded.reshape(rows, TILE, columns, TILE).mean(axis=(1, 3))


def main() -> None:
    """Draw the small sample company's gallery anew and store its pictures."""
    STORED.mkdir(exist_ok=True)
    with TemporaryDirectory() as scratch, chromium() as browser:
        sample, folder = Path(scratch) / "sample", Path(scratch) / "gallery"
        command = [sys.executable, str(SAMPLE), "--out", str(sample), "--customers", CUSTOMERS]
        subprocess.run(command, check=True, capture_output=True)
        gallery.main(str(sample), str(folder))
        for name in NAMES:
            picture = taken(browser, folder, name).quantize(
                COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            )
            picture.save(STORED / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
