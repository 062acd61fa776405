"""The numbers that must be the same everywhere: key figures, and the first row of each table of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from cxmetrics.display.resolve import text_of
from cxmetrics.errors import RenderError
from cxmetrics.parts import Part

CARDS: Final = {  # key figures, by the key of their label, and the frame in the record that they are read from
    "card-nps": "nps",
    "card-repeat": "repeat",
    "card-returning": "returning",
    "card-csat": "csat_share",
    "card-ces": "ces_share",
}
EFFECTS: Final = {f"card-{method}": method for method in ("crude_history", "crude_landmark", "overlap")}
EFFECT_FRAME: Final = "channels estimates"
FIELDS: Final = ("label", "note", "value", "interval", "n")
REMARK: Final = "column-note"  # of a table, whose text stands under the head of its row
HALF: Final = 0.5 + 1e-6  # of the last digit shown

Figure = dict[str, str]
Rows = list[dict[str, Any]]


def key_figures_of(parts: Sequence[Part], lang: str) -> list[Figure]:
    """Write label, note, value, interval and n of every key figure in a language, as they stand under each other."""
    items = [item for part in parts if part["type"] == "key_figures" for item in part["items"]]
    return [{name: text_of(item[name], lang) for name in FIELDS} for item in items]


def first_rows_of(parts: Sequence[Part], lang: str) -> list[tuple[str, list[list[str]]]]:
    """Write the numbers in the first row of every table, with the table's caption; those side by side are together."""
    return [(text_of(part["caption"], lang), _numbers(_cells(part), lang)) for part in parts if part["type"] == "table"]


def _cells(part: Part) -> list[Any]:
    """Give the first row after its head, without what stands under that."""
    named = zip(part["rows"][0], part["columns"], strict=True)
    return [cell for cell, column in named if column["text"].get("key") != REMARK][1:]


def _numbers(cells: Sequence[Any], lang: str) -> list[list[str]]:
    runs = groupby(cells, key=_is_number)
    return [[text_of(cell, lang) for cell in run] for number, run in runs if number]


def _is_number(cell: Any) -> bool:
    """Whether a cell is a value, or an interval of two."""
    if not isinstance(cell, Mapping):
        return False
    if "u" in cell:
        return not isinstance(cell["v"], str)
    return bool(cell.get("fields")) and all(isinstance(v, Mapping) and _is_number(v) for v in cell["fields"].values())


def check_headlines(parts: Sequence[Part], figures: Mapping[str, Rows], *, month: str) -> None:
    """Refuse key figures that are not those of the record.

    Parameters
    ----------
    parts, figures : list and dict
        As read back from ``parts.json`` and ``record.json``.
    month : str
        The month reported.

    Raises
    ------
    RenderError
        Naming the key figure and both values.

    Examples
    --------
    >>> row = {"period": "2026-10", "n": 120, "estimate": 41.04, "conf_low": None, "conf_high": None}
    >>> card = {"label": {"key": "card-nps"}, "value": {"v": 41.0, "u": "points", "d": 1}, "interval": None, "n": None}
    >>> check_headlines([{"type": "key_figures", "items": [card]}], {"nps": [row]}, month="2026-10")
    """
    for card in (item for part in parts if part["type"] == "key_figures" for item in part["items"]):
        name, method = CARDS.get(card["label"]["key"], ""), EFFECTS.get(card["label"]["key"])
        if method:
            name, row = EFFECT_FRAME, _of_method(figures.get(EFFECT_FRAME, []), method)
        else:
            row = _row_of(figures.get(name, []), name, month)
        if row is None:
            continue
        limits, n = (card[field]["fields"] if card[field] else {} for field in ("interval", "n"))
        shown = {"estimate": card["value"], "conf_low": limits.get("low"), "conf_high": limits.get("high"),
                 "n": n.get("n")}  # fmt: skip
        for column, value in shown.items():
            if value is not None and not _same(value, row[column]):
                raise RenderError(
                    "E-DISAGREE",
                    "{figure}: the parts say {found}, the record {wanted}.",
                    fix="report this as a bug; a notebook of your own shows a figure of the frame {name!r}.",
                    figure=f"{name} ({column})",
                    found=value["v"],
                    wanted=row[column],
                    name=name,
                )


def _row_of(rows: Rows, name: str, month: str) -> dict[str, Any] | None:
    """Find the row of the month; of repeat purchase, the last one that is known."""
    if name == "repeat":
        return next((row for row in reversed(rows) if row["estimate"] is not None), None)
    found = [row for row in rows if row["period"] == month]
    return found[0] if len(found) == 1 else None


def _of_method(rows: Rows, method: str) -> dict[str, Any] | None:
    return next((row for row in rows if row["method"] == method), None)


def _same(shown: Mapping[str, Any], kept: float | None) -> bool:
    """Whether a value that is shown is one of the record, but for its rounding."""
    value, unit = shown["v"], shown["u"]
    if value is None or kept is None:
        return value is kept
    digits = 0 if unit == "count" else shown["d"] + 2 * (unit in {"share", "signed_percentage_points"})
    return bool(abs(value - kept) <= HALF * 10.0**-digits)
