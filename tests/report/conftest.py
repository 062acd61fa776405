"""What the tests of pages share: a browser, and the gallery of the small sample company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from . import gallery, pictures


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module only: while it runs, nothing else in the process can use asyncio."""
    with pictures.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def gallery_folder(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery in both languages, made once."""
    folder = tmp_path_factory.mktemp("gallery")
    gallery.main(str(sample), str(folder))
    return folder
