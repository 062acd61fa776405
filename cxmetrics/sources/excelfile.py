"""Excel workbooks."""
from pathlib import Path
from typing import Any
def read_excel(path: Path, *, sheet: str | None = None, header_row: int = 1) -> Any:
    """Read."""
    raise NotImplementedError
