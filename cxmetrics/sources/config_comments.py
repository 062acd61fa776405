"""What cx.toml says of comments: the keywords of the themes, and the file of the comments that may be quoted."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from cxmetrics.errors import ParameterError

COLUMNS = ("comment_sha256", "approved_by", "date")  # of the approval file; others may follow


def _with_keywords(themes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    for theme, words in themes.items():
        if not words or not all(word.strip() for word in words):
            raise PydanticCustomError("keywords", "no keyword", {"value": theme})
    return themes


class CommentsConfig(BaseModel):
    """``[comments]``: themes by keywords, and what may be quoted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    approved: str | None = None
    themes: Annotated[dict[str, tuple[str, ...]], AfterValidator(_with_keywords)] | None = None


def read_approved(path: Path) -> list[str]:
    """Give the hashes of the comments that somebody has signed in an approval file.

    Parameters
    ----------
    path : Path
        CSV in UTF-8 with the columns of `COLUMNS`; a row that nobody has signed is not approved.

    Returns
    -------
    list of str
        Hashes, sorted, without the names of who signed.

    Raises
    ------
    ParameterError
        The file is missing or is no such CSV, or a row is half signed or holds no hash or no day.
    """
    if not path.is_file():
        raise ParameterError("E-APPROVED", "there is no such file.", where=path.name,
                             fix="write it with cxmetrics comments, and sign the rows.")  # fmt: skip
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise ParameterError("E-APPROVED", "has no column {column!r}.", where=path.name,
                                     fix="its columns are {columns}.", column=missing[0],
                                     columns=", ".join(COLUMNS))  # fmt: skip
            signed = [row["comment_sha256"].lower() for row in rows if _is_signed(row, f"{path.name}:{rows.line_num}")]
    except (UnicodeDecodeError, csv.Error):
        raise ParameterError("E-APPROVED", "is no CSV in UTF-8.", where=path.name,
                             fix="save it as CSV UTF-8 in your spreadsheet.") from None  # fmt: skip
    return sorted(set(signed))


def _is_signed(row: Mapping[str | Any, Any], where: str) -> bool:
    """Whether a row is signed; refuse one that is so by half, or in which no comment is named."""
    sha256, by, day = ((row[name] or "").strip() for name in COLUMNS)
    if not by and not day:
        return False
    if not re.fullmatch("[0-9a-fA-F]{64}", sha256):
        raise ParameterError("E-APPROVED", "comment_sha256 is no hash of a comment.", where=where,
                             fix="take it from cxmetrics comments.")  # fmt: skip
    if not by:
        raise ParameterError("E-APPROVED", "nobody has signed this approval.", where=where,
                             fix="approved_by is who read the comment.")  # fmt: skip
    try:
        date.fromisoformat(day)
    except ValueError:
        raise ParameterError("E-APPROVED", "date is no day.", where=where, fix="such as 2026-10-31.") from None
    return True
