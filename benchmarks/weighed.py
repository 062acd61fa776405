"""Ten initiatives in a fresh process: ``python -m benchmarks.weighed WAY DRAWS``.

Imports are made before the clock starts. Prints a line of JSON: processor and wall seconds of the call, and by
initiative the mean, the standard deviation, two quantiles and the probability of a loss of its net present value.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

MONTHS: Final = 36
RATE: Final = 1.1 ** (1 / 12) - 1
RAMP: Final = 3
SPREAD: Final = 3  # months in which new customers come back
OUTER: Final = (0.05, 0.95)
CHUNK: Final = 16_384
ERROR: Final = 0.02  # of each number of the company, as a part of it
# lever: its two numbers of the company by segment, and the effect
COMPANY: Final = {
    "repeat_rate": ("new_customers", "margin_per_order", (0.005, 0.02, 0.05)),
    "basket": ("orders", "margin_per_order", (-0.01, 0.02, 0.06)),
    "contacts": ("contacts", "cost_per_contact", (0.0, 0.06, 0.12)),
    "returns": ("orders", "cost_per_return", (0.0, 0.004, 0.012)),
    "acquisition_cost": ("new_customers", "acquisition_cost", (0.0, 0.04, 0.1)),
}
NUMBERS: Final = {
    "new_customers": (370, 46), "orders": (2975, 633), "contacts": (242, 51), "margin_per_order": (8663, 13_064),
    "cost_per_contact": (3427, 3323), "cost_per_return": (6849, 8294), "acquisition_cost": (10_313, 9288),
    "repeat_rate": (0.3, 0.55), "return_rate": (0.052, 0.052), "order_value": (40_907, 55_410),
}  # fmt: skip
SEGMENTS: Final = ("plain", "VIP")
COSTS: Final = (1_500_000, 40_000)  # before the start, and a month

Answer = dict[str, list[float]]


def plans() -> Iterator[tuple[str, str, int, tuple[float, float, float]]]:
    """Give name, lever, place of the segment and the three points of each initiative."""
    for lever, (_, _, points) in COMPANY.items():
        for place, segment in enumerate(SEGMENTS):
            yield f"{lever} {segment}", lever, place, points


def package(draws: int, *, threads: int) -> Callable[[], Answer]:
    """Weigh them with the package, which chooses pilots and verdicts too."""
    import pandas as pd  # noqa: PLC0415 - the other ways must not pay for it

    import cxmetrics as cx  # noqa: PLC0415

    rows = [{"initiative_id": name, "name": name, "lever": lever, "segment": SEGMENTS[place], "low": low, "mode": mode,
             "high": high, "evidence": "experiment", "read_as": "limits", "ramp_months": RAMP,
             "upfront_cost": COSTS[0], "monthly_cost": COSTS[1]}
            for name, lever, place, (low, mode, high) in plans()]  # fmt: skip
    known = [{"segment": segment, "metric": f"baseline_{name}", "n": 5000, "estimate": values[place],
              "std_error": ERROR * values[place], "spread": 0.7 * values[place]}
             for name, values in NUMBERS.items() for place, segment in enumerate(SEGMENTS)]  # fmt: skip

    def call() -> Answer:
        found = cx.roi(pd.DataFrame(rows), baseline=pd.DataFrame(known), months=MONTHS, draws=draws, threads=threads)
        columns = ["estimate", "std_error", "conf_low", "conf_high", "p_loss"]
        return {row[0]: [float(cell) for cell in row[1:]]
                for row in found.summary[["initiative_id", *columns]].itertuples(index=False)}  # fmt: skip

    return call


def matrix(draws: int, *, chunk: int) -> Callable[[], Answer]:
    """Loop over initiatives, each a matrix of draws by months, in pieces of a number of draws."""
    months = np.arange(1, MONTHS + 1)
    working = np.minimum(months / RAMP, 1.0)
    discount = (1 + RATE) ** -months.astype(float)

    def call() -> Answer:
        rng, found = np.random.default_rng(0), {}
        for name, lever, place, (low, mode, high) in plans():
            volume, margin, _ = COMPANY[lever]
            shape = np.convolve(working, [0] + [1 / SPREAD] * SPREAD)[:MONTHS] if lever == "repeat_rate" else working
            first, second = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
            npv = np.empty(draws)
            for start in range(0, draws, chunk):
                size = min(chunk, draws - start)
                effect = low + (high - low) * rng.beta(first, second, size)
                volumes, margins = (rng.normal(NUMBERS[part][place], ERROR * NUMBERS[part][place], size)
                                    for part in (volume, margin))  # fmt: skip
                flows = (effect * volumes * margins)[:, None] * shape - COSTS[1]
                npv[start : start + size] = (flows * discount).sum(axis=1) - COSTS[0]
            found[name] = [npv.mean(), npv.std(), *np.quantile(npv, OUTER), (npv < 0).mean()]
        return {name: [float(cell) for cell in cells] for name, cells in found.items()}

    return call


def way_of(name: str, draws: int) -> Callable[[], Answer]:
    """Give the call of a way."""
    calls: dict[str, Callable[[], Any]] = {
        "package": lambda: package(draws, threads=1),
        "threads": lambda: package(draws, threads=2),
        "chunks": lambda: matrix(draws, chunk=CHUNK),
        "whole": lambda: matrix(draws, chunk=draws),
    }
    made: Callable[[], Answer] = calls[name]()
    return made


def main() -> None:
    """Weigh, and print what it took."""
    call = way_of(sys.argv[1], int(sys.argv[2]))
    cpu, wall = time.process_time(), time.perf_counter()
    answer = call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"cpu": cpu, "wall": wall, "answer": answer}))


if __name__ == "__main__":
    main()
