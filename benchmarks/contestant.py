"""One answer to one question in a fresh process: ``python -m benchmarks.contestant WAY QUESTION FILE``.

Imports and the connection are made before the clock starts. Prints a line of JSON: processor and wall seconds of
the call, and the answer.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks import DATA_END

Records = list[dict[str, Any]]
Call = Callable[[], Records]

SQL: Final = Path(__file__).parent / "sql"


def package(question: str, path: Path) -> Call:
    """Ask the package."""
    import cxmetrics as cx  # noqa: PLC0415 - the other ways must not pay for it
    from cxmetrics import engine  # noqa: PLC0415

    engine.connection()
    end = DATA_END.isoformat()
    calls: dict[str, Callable[[], Any]] = {
        "nps": lambda: cx.nps(path, by="segment", every="month"),
        "nps_clustered": lambda: cx.nps(path, cluster="customer_id", every="month"),
        "repeat_within": lambda: cx.repeat_rate(path, within_days=90, every="month", data_end=end),
        "repeat_customer_share": lambda: cx.repeat_rate(path, definition="customer_share", data_end=end),
        "repeat_order_share": lambda: cx.repeat_rate(path, definition="order_share", every="month", data_end=end),
        "repeat_monthly_returning": lambda: cx.repeat_rate(path, definition="monthly_returning", data_end=end),
        "channel_effect": lambda: _effects(cx.channel_retention(path, data_end=end, landmarks=1).estimates),
    }
    if question == "journey":
        return lambda: _path(cx.journey(path, data_end=end))
    return lambda: list(calls[question]().to_dict("records"))


def _effects(estimates: Any) -> Any:
    """Give the estimates of the methods that the other way has too."""
    return estimates[estimates["method"].isin(["crude_history", "crude_landmark", "g_computation", "overlap"])]


def _path(made: Any) -> Records:
    """Give the three frames of a journey that the other ways make too."""
    stages = made.stages.rename(columns={"ready": "whole", "moved": "part"}).assign(estimate=made.stages["conversion"])
    places = made.touchpoints.assign(whole=made.touchpoints["of"], part=made.touchpoints["contacts"], stage=None)
    moves = made.transitions.rename(columns={"of": "whole", "moves": "part"}).assign(n=None)
    frames = {"stage": stages, "touchpoint": places[places["n"] > 0], "transition": moves}
    names = ["stage", "touchpoint", "next_touchpoint", "n", "whole", "part", "estimate"]
    return [
        {"what": what} | row
        for what, frame in frames.items()
        for row in frame.reindex(columns=names).astype(object).to_dict("records")
    ]


def sql(question: str, path: Path) -> Call:
    """Run the SQL that was written by hand, with the settings of the package."""
    import duckdb  # noqa: PLC0415

    spill = tempfile.TemporaryDirectory()
    atexit.register(spill.cleanup)
    connection = duckdb.connect(
        config={
            "threads": int(os.environ["CXMETRICS_THREADS"]),
            "memory_limit": os.environ["CXMETRICS_MEMORY"],
            "temp_directory": spill.name,
            "preserve_insertion_order": False,
        }
    )
    table = path.name.partition("-")[0]
    text = (SQL / f"{question}.sql").read_text(encoding="utf-8")

    def call() -> Records:
        connection.from_parquet(str(path)).create_view(table)
        found = connection.execute(text)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return call


def pandas(question: str, path: Path) -> Call:
    """Ask pandas."""
    from benchmarks import pandas_path, pandas_way  # noqa: PLC0415

    module = pandas_path if question == "journey" else pandas_way
    return lambda: list(getattr(module, question)(path).to_dict("records"))


WAYS: Final = {"package": package, "sql": sql, "pandas": pandas}


def _plain(value: Any) -> Any:
    """Turn a cell into plain JSON; missing is null."""
    if value is None or isinstance(value, str | bool | int):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return None if math.isnan(number) else number


def main() -> None:
    """Answer, and print what it took."""
    way, question, path = sys.argv[1:]
    call = WAYS[way](question, Path(path))
    cpu, wall = time.process_time(), time.perf_counter()
    answer = call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    rows = [{str(name): _plain(value) for name, value in row.items()} for row in answer]
    print(json.dumps({"cpu": cpu, "wall": wall, "answer": rows}))


if __name__ == "__main__":
    main()
