"""Speed and memory of the package, side by side with the alternatives."""

from datetime import date
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "build" / "bench"  # what is made once and kept

FIRST_DAY: Final = date(2024, 5, 1)
DATA_END: Final = date(2026, 10, 31)  # 30 months
