"""The gallery looks as it did, in every mode; a change that a reader would see is seen here."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from . import pictures

pytestmark = pytest.mark.browser
RENEW = "if it is meant to look like this, renew the pictures with `make gallery-pictures`"
CHANGES = {
    "a chart is missing": "document.images[5].style.visibility = 'hidden'",
    "a value has moved": "document.querySelectorAll('dd.value')[2].style.transform = 'translateX(8px)'",
    "a cell has the next colour": "document.querySelector('td.heat-4').className = 'right heat-3'",
    "a verdict has the wrong colour": "document.querySelectorAll('.sign')[1].style.background = '#004f61'",
}


def stored(name: str) -> Image.Image:
    return Image.open(pictures.STORED / f"{name}.png")


@pytest.mark.parametrize("name", pictures.NAMES)
def test_the_gallery_looks_as_it_did(browser: Browser, gallery_folder: Path, name: str, tmp_path: Path) -> None:
    now = pictures.taken(browser, gallery_folder, name)
    share, place = pictures.worst(stored(name), now)
    if share > pictures.SHARE:
        now.save(tmp_path / f"{name}.png")
        pytest.fail(f"{share:.0%} of a tile at {place} of {now.size} differ in {tmp_path / name}.png: {RENEW}")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_a_reader_sees_is_seen(browser: Browser, gallery_folder: Path, change: str) -> None:
    with pictures.opened(browser, gallery_folder, "desktop") as page:
        before = pictures.shot(page)
        page.evaluate(CHANGES[change])
        after = pictures.shot(page)
    assert pictures.worst(before, before)[0] == 0
    assert pictures.worst(before, after)[0] > pictures.SHARE


def test_a_chart_in_another_colour_and_a_lost_page_are_seen() -> None:
    picture = stored("pdf").convert("RGB")
    red, green, blue = picture.split()
    assert pictures.worst(picture, Image.merge("RGB", (blue, green, red)))[0] > pictures.SHARE
    assert pictures.worst(picture, picture.crop((0, 0, picture.width, picture.height - 527)))[0] == 1


def test_letters_drawn_otherwise_are_no_change(browser: Browser, gallery_folder: Path) -> None:
    grain = ("--font-render-hinting=full", "--disable-font-subpixel-positioning")
    other = pictures.launched(browser.browser_type, *grain)
    for name in ("desktop", "phone"):
        now = pictures.taken(other, gallery_folder, name)
        assert now.tobytes() != pictures.taken(browser, gallery_folder, name).tobytes()
        assert pictures.worst(stored(name), now)[0] <= pictures.SHARE
    other.close()


def test_stored_pictures_stay_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in pictures.STORED.glob("*.png")}
    assert set(sizes) == set(pictures.NAMES)
    assert max(sizes.values()) < 200_000
    assert sum(sizes.values()) < 1_000_000
