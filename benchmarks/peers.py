"""The usual tools in an environment of their own: the locked packages and nbprint, and the package by path only.

So they run at their best: papermill loads no engine of ours, and every file is compiled.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from benchmarks import FOLDER, ROOT
from benchmarks.measure import spend

HOME: Final = FOLDER / "peers"
BIN: Final = HOME / "bin"
NBPRINT: Final = "nbprint==0.13.1"
DONE: Final = HOME / "done"


def install() -> Path:
    """Give the folder of their commands; the first time this installs them, which takes a minute."""
    if not DONE.exists():
        print("Installing papermill, nbconvert and nbprint for comparison (once) ...", flush=True)
        uv, env = Path(sys.executable).with_name("uv"), {"UV_COMPILE_BYTECODE": "1"}
        spend([uv, "venv", "--clear", "--python", sys.executable, HOME], folder=ROOT)
        install = [uv, "pip", "install", "--python", BIN / "python"]
        spend([*install, "--require-hashes", "-r", ROOT / "requirements-test.lock"], folder=ROOT, env=env)
        spend([*install, NBPRINT], folder=ROOT, env=env)
        packages = next((HOME / "lib").glob("python*")) / "site-packages"
        (packages / "cxmetrics.pth").write_text(f"{ROOT}\n", encoding="utf-8")
        DONE.touch()
    return BIN
