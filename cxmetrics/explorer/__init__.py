"""Look at a company's numbers from every side: controls, and the protected frame and figure that follow them."""

from __future__ import annotations

from cxmetrics.company import Company
from cxmetrics.explorer.panel import Explorer

__all__ = ["Explorer", "explore"]


def explore(company: Company) -> Explorer:
    r"""Explore a company's numbers in JupyterLab: metric, group, months, channel and level.

    Everything shown has passed `cxmetrics.protect`, and stands there as code too, to be copied into the next cell.

    Parameters
    ----------
    company : Company
        A loaded company: ``cx.open_company("cx.toml").load()``.

    Returns
    -------
    Explorer
        A widget. ``frame`` is the protected frame that it shows, ``code`` the lines that give the same one; the
        controls ``metric``, ``by``, ``first``, ``last``, ``channel``, ``days`` (of the repeat rate) and ``level``
        (0.80 to 0.99) are ipywidgets, whose ``value`` may be set from code. Labels are in the language of
        ``CXMETRICS_LANG``, else in the first one of cx.toml.

    Raises
    ------
    ParameterError
        The company is not loaded, or has neither orders nor answers to NPS, CSAT or CES.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from cxmetrics.company import open_company
    >>> shop = TemporaryDirectory()
    >>> _ = Path(shop.name, "cx.toml").write_text(
    ...     'company = "Shop"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["en"]\n'
    ...     'data_end = "2026-10-31"\nhistory_complete = true\n'
    ...     '[responses]\nsource = "answers.csv"\nscale.nps = { min = 0, max = 10 }\n'
    ... )
    >>> rows = [f"{i},2026-{9 + i % 2:02d}-05T10:00:00,nps,{9 - 6 * (i % 3 == 0)},c{i}" for i in range(200)]
    >>> head = "response_id,responded_at,metric,score,customer_id"
    >>> _ = Path(shop.name, "answers.csv").write_text("\n".join([head, *rows]) + "\n")
    >>> explorer = explore(open_company(shop.name).load())
    >>> explorer.level.value = 0.9
    >>> explorer.frame[["period", "n", "level"]].values.tolist()
    [['2026-09', 100, 0.9], ['2026-10', 100, 0.9]]
    >>> print(explorer.code.splitlines()[-2])
    frame = frame[frame["period"].between("2026-09", "2026-10")]
    >>> shop.cleanup()
    """
    return Explorer(company)
