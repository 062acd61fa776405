"""A small company whose every text is somebody's attack: names, labels, headers, file names, comments, bad values."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ENTRIES: list[dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "hostile" / "text.json").read_text(encoding="utf-8")
)
TEXTS = [entry["payload"] for entry in ENTRIES]
NUMBER = re.compile(r"[0-9]{6}-[1-8][0-9]{6}")  # as a label it is refused, with unseen signs in it too
NUMBERS = [
    text for text in TEXTS if NUMBER.search("".join(sign for sign in text if unicodedata.category(sign) != "Cf"))
]
INSTEAD = "=6+6*6"  # stands where one of these was
WRITABLE = [INSTEAD if text in NUMBERS else text.replace("\ud83d", "\ufffd") for text in TEXTS]  # UTF-8: no half sign
MONTHS = ("2025-10", "2026-08", "2026-09", "2026-10")
SMALLEST = 12  # answers of the smallest group in a month
OWN = "<script>alert(31)</script>"  # name of the company's own grouping column, and of its column in the file
COMPANY = '<img src=x onerror=alert(2)>"=1+1'
COMMENT = "what-a-customer-wrote"
NOTEBOOK = "<img src=x onerror=alert(2)> {{ 7 }}"
HEAD = ("response_id", "responded_at", "metric", "score", "customer_id", "channel", "comment", OWN, "=1+1")


def company(folder: Path, labels: Sequence[str]) -> Path:
    """Write the company; its labels, a third each, are channels, segments and an own column."""
    folder.mkdir(parents=True)
    thirds = [labels[start::3] for start in range(3)]
    spread = [list(_spread(third)) for third in thirds]
    customers = max(len(members) for members in spread)
    members = [[names[i % len(names)] for i in range(customers)] for names in spread]
    _write(folder / "customers.csv", ("customer_id", "segment"), [(f"C{i}", members[1][i]) for i in range(customers)])
    answers = [
        (f"{month}-{i}", f"{month}-{1 + i % 28:02d}", "nps", (7 * i + 3 * number) % 11, f"C{i}", members[0][i],
         f"{COMMENT} {WRITABLE[i % len(WRITABLE)]}", members[2][i], "x")
        for number, month in enumerate(MONTHS) for i in range(customers)
    ]  # fmt: skip
    bad = [(f"bad-{i}", "2026-10-05", "nps", text, f"C{i}", members[0][i], "", members[2][i], "")
        for i, text in enumerate(WRITABLE[:customers])]  # fmt: skip
    half = len(answers) // 2
    _write(folder / "answers =cmd|' calc'!A0.csv", HEAD, answers[:half])
    _write(folder / "answers <img src=x onerror=alert(2)>.csv", HEAD, [*answers[half:], *bad])
    orders = [
        (f"{month}-{i}", f"C{i}", f"{month}-{1 + i % 28:02d}", 1000 + i, members[0][i], members[2][i])
        for number, month in enumerate(MONTHS) for i in range(customers) if (i + number) % 3
    ]  # fmt: skip
    _write(folder / "orders.csv", ("order_id", "customer_id", "ordered_at", "amount", "channel", "category"), orders)
    (folder / "cx.toml").write_text(
        f"company = {json.dumps(COMPANY)}\n"
        'timezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
        f'[responses]\nsource = "answers*.csv"\nmax_quarantine_share = 1.0\nscale.nps = {{ min = 0, max = 10 }}\n'
        f"groups = {{ {json.dumps(OWN)} = {json.dumps(OWN)} }}\n"
        '[customers]\nsource = "customers.csv"\n[orders]\nsource = "orders.csv"\nmax_gap_days = 400\n',
        encoding="utf-8",
    )
    return folder / "cx.toml"


def _spread(names: Sequence[str]) -> Iterator[str]:
    """Give each name to another number of customers, so that a group is known by its count."""
    for number, name in enumerate(names):
        yield from [name] * (SMALLEST + number)


def _write(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(head)
        writer.writerows(rows)
