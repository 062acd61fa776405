"""Print ``data/README.md``: ``python -m cxmetrics.contract``."""

from cxmetrics.contract import data_dictionary

print("# Data dictionary\n\nMade from the contract by `make dictionary`; `*` is required.\n")  # noqa: T201
print(data_dictionary(), end="")  # noqa: T201
