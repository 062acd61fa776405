"""Print the reference numbers of the two public data sets, through the same road as the reports.

python docs/examples/reference_numbers.py FOLDER_OF_SFO FOLDER_OF_ONLINE_RETAIL
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import cxmetrics as cx

HERE = Path(__file__).parent


def opened(example: str, data: Path) -> cx.Company:
    """Open an example's company file beside somebody's copy of the data."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(HERE / example / "cx.toml", folder)
    for path in data.iterdir():
        shutil.copy(path, folder)
    return cx.open_company(folder)


def sfo(data: Path) -> None:
    """NPS of the airport survey, plain, weighted and by language; small groups hidden."""
    company = opened("sfo_survey", data).load()
    plain = cx.nps(company.responses).iloc[0]
    weighted = cx.nps(company.responses, weight="weight").iloc[0]
    print(f"SFO 2017 NPS {plain.estimate:.3f} (n {plain.n:,}, {plain.missing} blank), weighted {weighted.estimate:.3f}")
    raw = cx.nps(company.responses, by="language")
    for row, shown in zip(raw.itertuples(), cx.protect([raw])[0].itertuples(), strict=True):
        said = shown.reason if shown.hidden else f"{shown.estimate:.2f} (n {shown.n:,})"
        print(f"  {row.language:9} {said}")


def online_retail(data: Path) -> None:
    """Share of customers with two or more purchases, by invoice and by day; the last month is partial."""
    company = opened("online_retail", data).load(month="2011-12", allow_partial=True)
    for label, options in (
        ("by invoice", {"merge_same_day": False, "count_returned": True}),
        ("by day", {}),
    ):
        row = cx.repeat_rate(company.orders, definition="customer_share", **options).iloc[0]
        print(f"Online Retail {label}: {row.estimate:.3%} ({row.repeated:,} of {row.n:,})")
    last = cx.repeat_rate(company.orders, definition="monthly_returning").iloc[-1]
    print(f"  {last.period}: {last.reason}")


if __name__ == "__main__":
    sfo(Path(sys.argv[1]))
    online_retail(Path(sys.argv[2]))
