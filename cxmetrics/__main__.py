"""``python -m cxmetrics``: the command line."""

from cxmetrics.cli import main

main()
