"""The files of the sample company, as a shop system and a survey tool would export them."""

import csv
import json
from pathlib import Path
from typing import Any, Final

from drivers import NAMES as FURTHER
from orderfile import HEADER as ORDER_HEADER

COMPANY: Final = "하루상점"
ORDERS_ENCODING: Final = "cp949"
EXPORT_NEWLINE: Final = "\r\n"  # the order export comes from Windows
NEWLINE: Final = "\n"

CX_TOML: Final = """\
# cx.toml: all that the sample company says about itself
company = "{company}"
timezone = "Asia/Seoul"
currency = "KRW"
languages = ["ko", "en"]
data_end = "{data_end}"            # last fully observed local day
history_complete = true

[orders]
source = "orders-*.csv"
encoding = "{encoding}"
rename = {{ {rename} }}

[responses]
source = "responses.csv"
scale.nps = {{ min = 0, max = 10, missing = [99] }}
scale.csat = {{ min = 1, max = 5 }}
scale.ces = {{ min = 1, max = 7, high_is = "easy" }}
{further}
[touchpoints]
source = "touchpoints.parquet"

[deliveries]
source = "deliveries.csv"

[returns]
source = "returns.csv"

[tickets]
source = "tickets.csv"

[customers]
source = "customers.csv"

[initiatives]
source = "initiatives.csv"

[journey]                          # what differs from the register of touchpoints
touchpoints.website = {{ effort = "medium" }}
touchpoints.payment = {{ effort = "small" }}
touchpoints.checkout = {{ effort = "medium" }}
touchpoints.product_page = {{ effort = "small" }}

[personas.app]
name = "앱 단골"
rule = {{ channel = ["app"], birth_year = {{ min = 1985 }} }}
goals = ["빠른 재주문", "알림으로 아는 배송"]

[personas.store]
name = "매장 고객"
rule = {{ channel = ["store"] }}
goals = ["직접 보고 사기", "매장에서 교환"]
"""
FURTHER_SCALE: Final = 'scale.{name} = {{ min = 1, max = 5, high_is = "good" }}\n'


def write_table(path: Path, header: list[str], rows: list[list[str]], *, encoding: str) -> None:
    """Write a CSV file; fields are quoted only where they must be."""
    newline = EXPORT_NEWLINE if encoding == ORDERS_ENCODING else NEWLINE
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator=newline)
        writer.writerow(header)
        writer.writerows(rows)


def write_company(path: Path, *, data_end: str) -> None:
    """Write cx.toml."""
    rename = ", ".join(f'{name} = "{header}"' for name, header in ORDER_HEADER.items())
    further = "".join(FURTHER_SCALE.format(name=name) for name in FURTHER)
    said = {"company": COMPANY, "data_end": data_end, "encoding": ORDERS_ENCODING}
    text = CX_TOML.format(**said, rename=rename, further=further)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write readable JSON, the keys in their order."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
