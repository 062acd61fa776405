"""The command line: ``init``, ``check``, ``report`` and ``lab``."""

from __future__ import annotations

import sys

from cxmetrics.cli import checking, reporting, starting  # noqa: F401 - each adds its commands to the application
from cxmetrics.cli.terminal import app, err, language
from cxmetrics.errors import CxError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; an error is one line and an exit code."""
    try:
        app(standalone_mode=True)
    except CxError as error:
        err.print(error.text(language(None)), style="red", highlight=False, markup=False)
        sys.exit(error.exit_code)
