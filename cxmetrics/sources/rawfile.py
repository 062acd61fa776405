"""Bytes of a file as it is stored or unpacked, hashed as they pass."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from cxmetrics.errors import DataError
from cxmetrics.sources.records import Reading, limit, shown

CHUNK_BYTES = 2**20
MAX_UNPACKED = 4 * 2**30
MAX_RATIO = 200  # of unpacked to packed bytes, looked at from FREE_UNPACKED on
FREE_UNPACKED = 32 * 2**20


class Hashed:
    """A file whose bytes are hashed and counted as they pass."""

    def __init__(self, raw: BinaryIO) -> None:
        self.raw, self.sha256, self.count = raw, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """Read as from any file."""
        data = self.raw.read(size)
        self.sha256.update(data)
        self.count += len(data)
        return data


def chunks(path: Path, reading: Reading | None = None) -> Iterator[bytes]:
    """Bytes of a file, unpacked where its name ends in .gz; its hash goes into the reading."""
    with path.open("rb") as raw:
        if reading is None and path.suffix.lower() != ".gz":
            yield from iter(lambda: raw.read(CHUNK_BYTES), b"")
            return
        hashed = Hashed(raw)
        if path.suffix.lower() == ".gz":
            yield from _unpacked(path, hashed)
        else:
            yield from iter(lambda: hashed.read(CHUNK_BYTES), b"")
    if reading:
        reading.sha256 = hashed.sha256.hexdigest()


def _unpacked(path: Path, packed: Hashed) -> Iterator[bytes]:
    """Unpack gzip, counting what really comes out."""
    total = 0
    try:
        with gzip.GzipFile(fileobj=cast(BinaryIO, packed), mode="rb") as source:
            while data := source.read(CHUNK_BYTES):
                total += len(data)
                if total > MAX_UNPACKED or total > max(FREE_UNPACKED, MAX_RATIO * packed.count):
                    said = "{packed:,} packed bytes hold more than {total:,}."
                    raise limit(said, where=shown(path), packed=packed.count, total=total)
                yield data
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            "E-FILE-CORRUPT",
            "the packed file is damaged or cut off ({reason}).",
            where=shown(path),
            fix="copy or export it again.",
            reason=type(error).__name__,
        ) from None
