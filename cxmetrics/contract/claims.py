"""What the literature on customer experience tells executives: each claim with its number, its source and its grade."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["share", "relative", "times", "up_to", "range", "count", "minutes", "money", "none"]

GRADES: dict[str, float] = {"A": 1.0, "B": 0.6, "C": 0.3, "D": 0.1, "E": 0.0}  # assumed; E is only shown
EVIDENCE: dict[str, str] = {"experiment": "A", "adjusted": "B", "assumption": "D"}  # a claim has its own grade


class Claim(NamedTuple):
    """A claim as it is told. Its words are ``claim-c11`` of the catalogues.

    Parameters
    ----------
    meaning : str
        Where the wording departs from its origin: ``claim-meaning-…`` of the catalogues.
    why : str
        Why it has its grade: ``claim-why-…`` of the catalogues.
    grade : {"A", "B", "C", "D", "E"}
        How well it is known, as in `GRADES`.
    kind : str
        What the number is: ``share`` (of people, 0 to 1), ``relative`` (change, 0.9 is 90 % more), ``times`` (5 is
        five times as much), ``up_to`` and ``range`` (relative changes), ``count``, ``minutes``, ``money`` (US dollars)
        or ``none``.
    low, high : float, optional
        The number, twice; or the two that are told: ends of a range, for C30 the one of stores and the one online.
    source : str
        Who is named; empty where nobody is.
    year : int, optional
        Of the named source.
    lever : str
        The lever of an initiative that it could move; empty where there is none.
    misread : bool
        Whether a share of companies is retold as the size of an effect: no evidence for anything.
    testable : bool
        Whether the records of one company can speak for or against it.
    """

    meaning: str
    why: str
    grade: str = "E"
    kind: Kind = "none"
    low: float | None = None
    high: float | None = None
    source: str = ""
    year: int | None = None
    lever: str = ""
    misread: bool = False
    testable: bool = True


MCKINSEY, FORBES = "McKinsey", "Forbes"
DIRECTION = Claim("direction", "no-number")
MISREAD = Claim("companies-do", "not-traced", "E", "relative", None, None, FORBES, 2019, "", True, False)

CLAIMS: dict[str, Claim] = {
    "C01": Claim("stated", "survey", "D", "share", 0.75, 0.75),
    "C02": Claim("stated-unclear", "survey", "D", "times", 5, 5, lever="repeat_rate"),
    "C03": Claim("stated-unclear", "survey", "D", "times", 4, 4),
    "C04": MISREAD._replace(meaning="companies-report", why="respondents", grade="D", low=0.84, high=0.84),
    "C05": MISREAD._replace(low=0.73, high=0.73),
    "C06": Claim("between-extremes", "extremes", "C", "relative", 1.4, 1.4, FORBES, lever="basket"),
    "C07": Claim("unseen", "not-traced", "E", "relative", 0.2, 0.2, FORBES),
    "C08": Claim("scale", "definition", testable=False),
    "C09": Claim("scale", "definition", testable=False),
    "C10": Claim("upper-bound", "vendor", "D", "up_to", 0.5, 0.5, MCKINSEY, lever="acquisition_cost"),
    "C11": Claim("range", "vendor", "D", "range", 0.05, 0.15, MCKINSEY, lever="basket"),
    "C12": Claim("range", "vendor", "D", "range", 0.1, 0.3, MCKINSEY, lever="acquisition_cost"),
    "C13": Claim("stated", "survey", "D", "share", 0.86, 0.86, lever="price"),
    "C14": Claim("prediction", "not-traced", testable=False),
    "C15": Claim("context", "not-traced", "E", "share", 0.216, 0.227, "FTI Consulting", 2024, testable=False),
    "C16": Claim("context", "not-traced", "E", "money", 1.2e12, 1.2e12, "FTI Consulting", 2024, testable=False),
    "C17": Claim("would-stop", "not-traced", "E", "share", 0.51, 0.51, FORBES, 2023),
    "C18": Claim("context", "not-traced", "E", "share", 0.53, 0.53, FORBES, 2023, testable=False),
    "C19": Claim("executives", "not-traced", "E", "share", 0.78, 0.78, "IBM IBV", testable=False),
    "C20": Claim("context", "not-traced", "E", "money", 4e12, 4e12, "Forrester", 2023, testable=False),
    "C24": Claim("stated", "not-traced", "E", "share", 0.2, 0.2),
    "C25": Claim("not-there", "not-traced", "E", "up_to", 0.8, 0.8, MCKINSEY),
    "C26": Claim("stated", "survey", "D", "share", 0.75, 0.75, "Walker Sands", 2015, testable=False),
    "C27": Claim("stated", "survey", "D", "share", 0.75, 0.75, "Walker Sands", 2015, lever="price"),
    "C28": Claim("measurable", "not-traced", "E", "minutes", 60, 60),
    "C29": Claim("measurable", "not-traced", "E", "count", 5, 12),
    "C30": Claim(
        "one-retailer", "retailer", "C", "relative", 0.04, 0.1, "Harvard Business Review", 2017, lever="basket"
    ),
    "C31": Claim("campaigns", "campaigns", "D", "relative", 0.9, 0.9, "ClickZ", lever="repeat_rate"),
    "C36": Claim("measurable", "no-number"),
    "Q01": DIRECTION._replace(lever="repeat_rate"),
    "Q03": DIRECTION._replace(lever="churn"),
    "Q04": DIRECTION,
    "Q05": DIRECTION._replace(lever="repeat_rate"),
    "Q06": DIRECTION,
    "Q07": DIRECTION._replace(lever="contacts"),
    "Q08": DIRECTION._replace(lever="acquisition_cost"),
    "Q09": DIRECTION._replace(lever="repeat_rate"),
    "Q10": DIRECTION._replace(lever="churn"),
    "Q11": DIRECTION._replace(lever="repeat_rate"),
    "Q12": DIRECTION,
    "Q13": DIRECTION._replace(lever="churn"),
    "Q14": DIRECTION._replace(lever="returns"),
    "Q15": DIRECTION._replace(lever="contacts"),
    "Q16": DIRECTION._replace(lever="contacts"),
    "Q17": DIRECTION._replace(lever="acquisition_cost"),
    "Q18": DIRECTION,
    "Q19": DIRECTION._replace(lever="returns"),
    "Q20": DIRECTION._replace(lever="churn"),
    "Q22": DIRECTION._replace(lever="churn"),
    "Q23": DIRECTION._replace(lever="repeat_rate"),
    "Q24": DIRECTION._replace(lever="repeat_rate"),
    "Q25": DIRECTION,
    "Q26": DIRECTION,
}
