"""Look at a company's numbers from every side: controls, and the protected frame and figure that follow them."""

from __future__ import annotations

from typing import overload

from cxmetrics.company import Company
from cxmetrics.errors import ParameterError
from cxmetrics.explorer.numbers import Explorer
from cxmetrics.explorer.whatif import WhatIf
from cxmetrics.value import Roi

__all__ = ["Explorer", "WhatIf", "explore"]


@overload
def explore(what: Company) -> Explorer: ...
@overload
def explore(what: Roi) -> WhatIf: ...
def explore(what: Company | Roi) -> Explorer | WhatIf:
    r"""Explore a company's numbers, or what an initiative is worth if something is changed, in JupyterLab.

    What is shown stands there as code too, to be copied into the next cell. Of a company everything has passed
    `cxmetrics.protect`.

    Parameters
    ----------
    what : Company or Roi
        A loaded company: ``cx.open_company("cx.toml").load()``; or what `cxmetrics.roi` found, with its currency.

    Returns
    -------
    Explorer or WhatIf
        A widget. ``frame`` is the frame that it shows, ``code`` the lines that give the same one; the controls are
        ipywidgets, whose ``value`` may be set from code. Of a company they are ``metric``, ``by``, ``first``, ``last``,
        ``channel``, ``days`` (of the repeat rate) and ``level`` (0.80 to 0.99). Of a weighing they are ``initiative``;
        the columns of its plan ``mode``, ``low`` and ``high`` (in percentage points or per cent), ``upfront_cost``,
        ``monthly_cost``, ``ramp_months`` and ``horizon_months``; ``margin`` (50 to 150 per cent of all numbers of the
        company in money), ``annual_rate`` (per cent) and the button ``reset``. It is weighed again with the draws that
        it has among all, and stands beside the plan as written. Labels are in the language of ``CXMETRICS_LANG``, else
        in the first one of cx.toml, or in Korean.

    Raises
    ------
    ParameterError
        The company is not loaded, or has neither orders nor answers to NPS, CSAT or CES; the weighing has no
        initiative or no currency.

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
    if isinstance(what, Roi):
        return WhatIf(what)
    if isinstance(what, Company):
        return Explorer(what)
    raise ParameterError("E-EXPLORE", "a {kind} cannot be explored.", kind=type(what).__name__,
                         fix="give a loaded company, or what cx.roi found.")  # fmt: skip
