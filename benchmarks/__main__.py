"""Speed and memory side by side with the alternatives, as ratios measured in one run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks import FOLDER, queries, reading, report, tables, weighing
from benchmarks.measure import Failed, adopt_orphans

PARTS: Final = ("queries", "reading", "roi", "report")
OUT: Final = FOLDER.parent / "bench.md"
QUICK_ROWS: Final = 100_000
QUICK_DRAWS: Final = 20_000
CSV_SHARE: Final = 5  # a CSV file has so many times fewer rows than a table in Parquet
EXAMPLES: Final = """\
examples:
  python -m benchmarks                         all parts; about 70 minutes
  python -m benchmarks queries --quick         is it whole? 100,000 rows, one run
  python -m benchmarks queries --rows 1000000  a tenth of the rows
  python -m benchmarks reading                 CSV files of 2,000,000 rows; about six minutes
  python -m benchmarks roi                     ten initiatives, 1,000,000 draws; about a minute
  python -m benchmarks report --reports 6      one report, then six months

The tables are also written to build/bench.md. Let the machine rest first: a warning says when it did not.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, print and write the tables."""
    options = _options(arguments)
    adopt_orphans()
    machine = tables.machine()
    print("\n".join(machine), flush=True)
    made = []
    try:
        for part in options.parts or PARTS:
            for table in _measure(part, options):
                print(f"\n{table.text()}", flush=True)
                made.append(table)
    except Failed as error:
        sys.exit(f"error: {error}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(["# Benchmarks", *machine, *(table.markdown() for table in made)])
    OUT.write_text(f"{text}\n", encoding="utf-8")


def _measure(part: str, options: argparse.Namespace) -> Iterator[tables.Table]:
    if part == "queries":
        yield queries.compare(rows=options.rows, runs=options.runs)
    elif part == "reading":
        yield reading.compare(rows=max(options.rows // CSV_SHARE, 1), runs=options.runs)
    elif part == "roi":
        yield weighing.compare(draws=options.draws, runs=options.runs)
    else:
        yield report.compare(runs=options.runs, reports=1)
        yield report.compare(runs=1, reports=options.reports)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("parts", nargs="*", metavar="part", help="queries, reading, roi or report; all by default")
    add(
        "--rows",
        type=_positive,
        default=10_000_000,
        metavar="N",
        help="rows of each table, a fifth in CSV (default: %(default)s)",
    )
    add("--runs", type=_positive, default=3, metavar="N", help="how often each way is measured (default: %(default)s)")
    draws = "draws of the weighing (default: %(default)s)"
    add("--draws", type=_positive, default=1_000_000, metavar="N", help=draws)
    add("--reports", type=_positive, default=20, metavar="N", help="months of the run of many (default: %(default)s)")
    add("--quick", action="store_true", help=f"{QUICK_ROWS:,} rows, 2 reports, one run, to see that it works")
    options = parser.parse_args(arguments)
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}: {' or '.join(PARTS)}")
    if options.quick:
        options.rows, options.draws, options.runs, options.reports = QUICK_ROWS, QUICK_DRAWS, 1, 2
    return options


if __name__ == "__main__":
    main()
