"""Claims as priors: known answers, and what scipy finds by integration."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

from cxmetrics import estimate

ORACLES = Path(__file__).parents[1] / "oracles" / "claims.json"
CASES = {case["id"]: case for case in json.loads(ORACLES.read_text("utf-8"))}
CLAIMS = pytest.mark.parametrize("claim", [0.04, 0.1, 0.9, 4.0])


def known(name):
    case = CASES[name]
    return case["input"], case["expected"], case["tolerance"]


def test_up_to_is_a_maximum():
    given, expected, tolerance = known("claim_up_to")
    found = estimate.up_to(given["value"])
    wanted = [expected[key] for key in ("pert_min", "pert_mode", "pert_max", "mean")]
    assert [*found, found.mean] == pytest.approx(wanted, abs=tolerance)


def test_a_range_is_opened_down_to_nothing():
    given, expected, tolerance = known("claim_range")
    found = estimate.claim_range(given["low"], given["high"], discount=given["discount"])
    assert [*found, found.mean] == pytest.approx([*expected["pert"], expected["mean"]], abs=tolerance)
    assert found.mode == pytest.approx(given["discount"] * expected["raw_mid"], abs=tolerance)


@pytest.mark.parametrize(("low", "high", "discount"), [(0.5, 0.5, 0.1), (0.05, 0.15, 0.3), (0.9, 0.9, 0.0)])
def test_the_mean_is_that_of_the_beta_distribution(low, high, discount):
    found = estimate.claim_range(low, high, discount=discount)
    middle = (found.mode - found.low) / (found.high - found.low)
    beta = stats.beta(1 + 4 * middle, 5 - 4 * middle, loc=found.low, scale=found.high - found.low)
    assert found.mean == pytest.approx(beta.mean())


def test_a_claim_is_worth_less_the_less_it_is_believed():
    means = [float(estimate.claim_range(0.05, 0.15, discount=part).mean) for part in (0.0, 0.1, 0.3, 0.6, 1.0)]
    assert means == sorted(means)
    assert means[-1] == pytest.approx(0.55 / 6)


@CLAIMS
def test_the_sceptic_expects_nothing_and_gives_the_claim_one_chance_in_twenty(claim):
    prior = estimate.sceptical(claim)
    ratio = stats.lognorm(s=prior.std_dev, scale=np.exp(prior.mean))
    assert ratio.sf(1 + claim) == pytest.approx(0.05)
    assert ratio.median() == 1.0


def test_an_own_pilot_moves_the_prior():
    given, expected, tolerance = known("claim_posterior_with_pilot")
    prior = estimate.sceptical(0.9)
    assert (float(prior.mean), float(prior.std_dev)) == pytest.approx((given["prior_mean"], given["prior_sd"]))
    found = estimate.updated(prior, given["pilot_log_rr"], given["pilot_se"])
    wanted = [expected[key] for key in ("post_mean", "post_sd", "post_rr", "p_rr_gt_1")]
    assert list(found) == pytest.approx(wanted, abs=tolerance)


@CLAIMS
@pytest.mark.parametrize(("log_ratio", "std_error"), [(0.08, 0.04), (-0.1, 0.2), (0.0, 1.0)])
def test_the_posterior_is_the_product_of_prior_and_likelihood(claim, log_ratio, std_error):
    prior = estimate.Prior(np.array(0.02), estimate.sceptical(claim).std_dev)
    found = estimate.updated(prior, log_ratio, std_error)
    grid = np.linspace(found.mean - 12 * found.std_dev, found.mean + 12 * found.std_dev, 200_001)
    density = stats.norm.pdf(grid, prior.mean, prior.std_dev) * stats.norm.pdf(log_ratio, grid, std_error)
    density /= integrate.simpson(density, x=grid)
    mean = integrate.simpson(density * grid, x=grid)
    spread = np.sqrt(integrate.simpson(density * (grid - mean) ** 2, x=grid))
    above = integrate.cumulative_simpson(density, x=grid, initial=0)
    assert (found.mean, found.std_dev, found.ratio) == pytest.approx((mean, spread, np.exp(mean)), rel=1e-6, abs=1e-9)
    assert found.above == pytest.approx(1 - np.interp(0.0, grid, above), abs=1e-6)


def test_priors_of_many_claims_at_once():
    claims, pilots = np.array([0.1, 0.9]), np.array([0.02, 0.3])
    found = estimate.updated(estimate.sceptical(claims), pilots, 0.1)
    alone = [estimate.updated(estimate.sceptical(c), p, 0.1) for c, p in zip(claims, pilots, strict=True)]
    assert np.allclose(np.array(found), np.array(alone).T, rtol=1e-12)


@pytest.mark.parametrize(("online", "blend"), [(0.0, 0.04), (0.25, 0.055), (1.0, 0.10)])
def test_a_claim_is_blended_by_the_companys_own_channels(online, blend):
    """Sopadjieva, Dholakia and Benjamin (2017): 4 % more in store, 10 % more online."""
    assert estimate.blended(0.04, 0.10, online_share=online) == pytest.approx(blend)
