"""The command line: ``init``, ``check``, ``comments``, ``report``, ``status``, ``verify`` and ``lab``."""

from __future__ import annotations

import sys
import traceback

from cxmetrics.cli import checking, commenting, published, reporting, starting  # noqa: F401 - each adds its commands
from cxmetrics.cli.terminal import app, err, language
from cxmetrics.errors import CxError
from cxmetrics.fonts import readable

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; an error is one line and an exit code."""
    try:
        app(standalone_mode=True)
    except CxError as error:
        err.print(readable(error.text(language(None))), style="red", highlight=False, markup=False)
        sys.exit(error.exit_code)
    except Exception:
        traceback.print_exc()
        sys.exit(CxError.exit_code)
