"""The sample company: several answers a survey, what drives the recommendation, and how answers are weighted."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

GENERATOR = Path(__file__).resolve().parents[1] / "data" / "sample_company"
SIZES = ["sample", pytest.param("60000", marks=pytest.mark.slow)]
SHARED = ("price_value", "site_ease", "delivery_care", "product_quality", "service_care", "brand_connection")
STANDARD_ERRORS = 3.5


class Company(NamedTuple):
    """Answers of the sample company: as rows, and a row a survey with a column a question."""

    truth: dict[str, Any]
    answers: pd.DataFrame
    surveys: pd.DataFrame


@pytest.fixture(scope="module", params=SIZES)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    if request.param == "sample":
        folder = request.getfixturevalue("sample")
    else:
        folder = tmp_path_factory.mktemp("large")
        command = [sys.executable, str(GENERATOR), "--out", str(folder), "--customers", request.param]
        subprocess.run(command, check=True, capture_output=True)
    with (folder / "responses.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    answers = pd.DataFrame([row for row in rows if len(row) == len(header) and row[0]], columns=header)
    answers = answers.drop_duplicates(ignore_index=True)
    answers = answers[answers["score"].astype(int).between(0, 10)]
    surveys = answers.assign(score=answers["score"].astype(float))
    surveys = surveys.pivot_table(index=["response_id", "channel", "order_id"], columns="metric", values="score")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return Company(truth, answers, surveys.reset_index().set_index("response_id"))


def r_squared(outcome: np.ndarray, drivers: np.ndarray) -> float:
    """Share of the variance that a least-squares fit explains."""
    with_constant = np.column_stack([np.ones(len(outcome)), drivers])
    fitted = with_constant @ np.linalg.lstsq(with_constant, outcome, rcond=None)[0]
    return 1 - float(((outcome - fitted) ** 2).sum() / ((outcome - outcome.mean()) ** 2).sum())


def averaged_gains(rows: pd.DataFrame, names: tuple[str, ...]) -> dict[str, float]:
    """LMG parts by their definition: the mean gain of a driver over all orders of adding them."""
    outcome, columns = rows["nps"].to_numpy(), rows[list(names)].to_numpy()
    number = len(names)
    known = {
        group: r_squared(outcome, columns[:, group]) if group else 0.0
        for size in range(number + 1)
        for group in combinations(range(number), size)
    }
    parts = dict.fromkeys(names, 0.0)
    for group, value in known.items():
        for driver in set(range(number)) - set(group):
            more = tuple(sorted((*group, driver)))
            weight = len([one for one in known if len(one) == len(group) and driver not in one]) * number
            parts[names[driver]] += (known[more] - value) / weight
    return parts


def test_drivers_have_the_shares_that_are_told(company: Company) -> None:
    told = company.truth["drivers"]["answers"]
    app = company.surveys["channel"] == "app"
    groups = {
        "all": (company.surveys, SHARED),
        "elsewhere": (company.surveys[~app], SHARED),
        "app": (company.surveys[app], (*SHARED, "app_ease")),
    }
    for group, (surveys, names) in groups.items():
        rows = surveys[["nps", *names]].dropna()
        parts = averaged_gains(rows, names)
        assert sum(parts.values()) == pytest.approx(told[group]["r_squared"], abs=3 / np.sqrt(len(rows)))
        for name, share in told[group]["share"].items():
            found = parts[name] / sum(parts.values())
            assert found == pytest.approx(share, abs=STANDARD_ERRORS * 0.45 / np.sqrt(len(rows))), (group, name)
    strongest = max(told["all"]["share"], key=told["all"]["share"].get)
    assert strongest == max(company.truth["drivers"]["weights"], key=company.truth["drivers"]["weights"].get)


def test_latent_shares_follow_from_the_covariance(company: Company) -> None:
    drivers = company.truth["drivers"]
    for group in ("app", "elsewhere"):
        told = drivers["latent"][group]
        assert sum(told["share"].values()) == pytest.approx(1, abs=0.001)
        assert sum(told["lmg"].values()) == pytest.approx(told["r_squared"], abs=0.001)
        by_weight = sorted(told["share"], key=drivers["weights"].get)
        assert by_weight == sorted(told["share"], key=told["share"].get)
        assert told["r_squared"] > drivers["answers"][group]["r_squared"]


def test_the_answers_of_a_survey_belong_together(company: Company) -> None:
    rows = company.answers
    assert not rows.duplicated(["response_id", "metric"]).any()
    for column in ("order_id", "responded_at", "customer_id"):
        assert len(rows[["response_id", column]].drop_duplicates()) == rows["response_id"].nunique(), column
    together = company.surveys[list(SHARED)].notna().sum(axis=1)
    assert set(together) <= {0, *range(len(SHARED) - 1, len(SHARED) + 1)}  # one may be set aside
    asked = company.surveys[company.surveys["nps"].notna()]
    assert (together.reindex(asked.index) > 0).mean() == pytest.approx(0.4, abs=0.02)


def test_one_question_is_missing_by_structure(company: Company) -> None:
    rows = company.surveys[company.surveys["price_value"].notna()]
    in_app = rows["channel"] == "app"
    assert rows.loc[~in_app, "app_ease"].isna().all()
    assert rows.loc[in_app, "app_ease"].notna().mean() > 0.99


def test_weights_make_the_segments_answer_alike(company: Company) -> None:
    rows = company.answers[(company.answers["metric"] == "nps") & (company.answers["responded_at"] < "2026-04-01")]
    score, weight = rows["score"].astype(int), rows["weight"].astype(float)
    points = 100 * ((score >= 9).astype(int) - (score <= 6).astype(int))
    for truth, found in (
        (company.truth["nps"]["by_regime"], points.mean()),
        (company.truth["nps"]["weighted"], np.average(points, weights=weight)),
    ):
        assert abs(found - truth["until_2026_03"]) <= 1.5 * STANDARD_ERRORS * points.sem()
    assert (company.answers["weight"].astype(float) > 0).all()
    assert weight.nunique() >= 3
