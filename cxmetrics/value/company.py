"""The initiatives of a company, weighed with its own numbers and by its own rules."""

from __future__ import annotations

from typing import Any

from cxmetrics.company import Company
from cxmetrics.value.plans import segments_of
from cxmetrics.value.standing import baseline
from cxmetrics.value.whole import Roi, roi


def weighed(company: Company, **options: Any) -> Roi:
    r"""Weigh all initiatives of a company, as the ROI report does.

    Parameters
    ----------
    company : Company
        Loaded, with a table of initiatives.
    **options
        As for `cxmetrics.roi`, but for what the company says itself: the baseline, its currency, the end of its data,
        and the rules of ``[roi]`` in cx.toml.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from cxmetrics import open_company
    >>> home = tempfile.TemporaryDirectory()
    >>> said = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-09-30"\n'
    >>> said += 'history_complete = true\n[orders]\nsource = "o.csv"\n[initiatives]\nsource = "i.csv"\n'
    >>> orders = "".join(f"{i},c{i},2026-{4 + i % 6:02}-01 10:00,{50 + i % 2}\n" for i in range(60))
    >>> files = {"cx.toml": said, "o.csv": "order_id,customer_id,ordered_at,amount\n" + orders}
    >>> files["i.csv"] = "initiative_id,name,lever,upfront_cost,monthly_cost\n1,card,repeat_rate,0,10\n"
    >>> _ = [Path(home.name, name).write_text(text) for name, text in files.items()]
    >>> weighed(open_company(home.name).load()).summary["missing"].tolist()
    ['margin_per_order, effect']
    >>> home.cleanup()
    """
    numbers = baseline(company, segments=segments_of(company.initiatives), level=company.config.report.level)
    own = {"data_end": company.about["data_end"], "currency": company.config.currency, **company.config.roi.rules}
    return roi(company.initiatives, baseline=numbers, **own, **options)
