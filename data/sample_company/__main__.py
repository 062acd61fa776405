"""Make the files of the sample company, a Korean lifestyle shop, with known true values.

Everything is invented: no row is about a person or a real shop. The same seed gives the same bytes.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from clock import DATA_END, FOUNDED
from company import Made, made, personal_comments
from files import COMPANY, write_company, write_json, write_table
from touchpoints import FILE, write_touchpoints
from truth import DIRT, truth

DEFAULT_OUT: Final = Path("build/sample")
DEFAULT_CUSTOMERS: Final = 20_000
DEFAULT_SEED: Final = 20_261_031
FEWEST_CUSTOMERS: Final = 500  # below, some faults find too few rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, make the files and print a line for each."""
    options = _options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    everything = made(options.customers, options.seed)
    for sheet in everything.sheets:
        write_table(options.out / sheet.name, sheet.header, sheet.rows, encoding=sheet.encoding)
        print(f"{sheet.name:<20} {len(sheet.rows):>8,} rows")
    write_touchpoints(options.out / FILE, everything.touchpoints)
    print(f"{FILE:<20} {len(everything.touchpoints):>8,} rows")
    write_company(options.out / "cx.toml", data_end=str(DATA_END))
    print(f"{'cx.toml':<20} what the company says about itself")
    facts = _facts(options.customers, options.seed, everything)
    write_json(options.out / "truth.json", facts)
    print(f"{'truth.json':<20} NPS {facts['story']['month']}: {facts['story']['nps']:.1f} points")


def _facts(customers: int, seed: int, everything: Made) -> dict[str, Any]:
    return {
        "company": COMPANY,
        "customers": customers,
        "seed": seed,
        "history_start": str(FOUNDED),
        "data_end": str(DATA_END),
        **truth(),
        "rows": {
            **{sheet.name: len(sheet.rows) for sheet in everything.sheets},
            FILE: len(everything.touchpoints),
        },
        "dirt": {
            "definition": DIRT,
            **{sheet.name: sheet.dirt for sheet in everything.sheets},
            FILE: everything.touchpoint_dirt,
        },
        "comments_with_personal_data": sum(map(personal_comments, everything.sheets)),
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python data/sample_company", description=__doc__)
    add = parser.add_argument
    add("--out", type=Path, default=DEFAULT_OUT, metavar="FOLDER", help="where to write (default: %(default)s)")
    add(
        "--customers",
        type=_size,
        default=DEFAULT_CUSTOMERS,
        metavar="N",
        help=f"number of customers, at least {FEWEST_CUSTOMERS} (default: %(default)s)",
    )
    add("--seed", type=int, default=DEFAULT_SEED, help="seed of all chance (default: %(default)s)")
    return parser.parse_args(arguments)


def _size(text: str) -> int:
    size = int(text)
    if size < FEWEST_CUSTOMERS:
        raise argparse.ArgumentTypeError(f"{size} is fewer than {FEWEST_CUSTOMERS}")
    return size


if __name__ == "__main__":
    main()
