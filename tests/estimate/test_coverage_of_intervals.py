"""How often intervals hold the truth: on a named grid, by fixed seeds, and with few clusters."""

import numpy as np
import pytest
from scipy import stats

from cxmetrics import estimate

SIZES, SHARES = (30, 80, 300), (0.1, 0.3, 0.5, 0.7, 0.9)
LEVEL = 0.95
FEW, MANY = 200, 1000


def say(text):
    print(text)  # noqa: T201 - the figures of the proof


def draws(seeds, sample):
    """One sample from the generator of each seed."""
    return np.array([sample(np.random.default_rng(seed)) for seed in range(seeds)])


def wilson(seeds, n, share):
    low, high = estimate.wilson(draws(seeds, lambda rng: rng.binomial(n, share)), n)
    return (low <= share) & (share <= high)


def exact(seeds, n, share):
    low, high = estimate.clopper_pearson(draws(seeds, lambda rng: rng.binomial(n, share)), n)
    return (low <= share) & (share <= high)


def newcombe(seeds, n, share):
    k = draws(seeds, lambda rng: rng.binomial([n, 2 * n], [share, 0.5])).T
    found = estimate.share_difference(estimate.Share(k[0], n), estimate.Share(k[1], 2 * n))
    return (found.low <= 0.5 - share) & (0.5 - share <= found.high)


def probabilities(share):
    """Promoters ``share``, and of the others two in three are passive."""
    return [share, 2 * (1 - share) / 3, (1 - share) / 3]


def nps(seeds, n, share):
    p, _, d = draws(seeds, lambda rng: rng.multinomial(n, probabilities(share))).T / n
    low, high = estimate.nps_interval(p, d, n)
    truth = 100 * (share - (1 - share) / 3)
    return (low <= truth) & (truth <= high)


def nps_change(seeds, n, share):
    def sample(rng):
        return [rng.multinomial(n, probabilities(share)), rng.multinomial(2 * n, probabilities(0.5))]

    both = draws(seeds, sample)
    before, after = (estimate.Sample(both[:, i, 0] / m, both[:, i, 2] / m, m) for i, m in ((0, n), (1, 2 * n)))
    found = estimate.nps_difference(before, after)
    truth = 100 * (0.5 - 0.5 / 3 - share + (1 - share) / 3)
    return (found.low <= truth) & (truth <= found.high)


def scores(share):
    """Scores 1 to 5, ``share`` being how far up the scale their mean is."""
    return stats.binom.pmf(range(5), 4, share)


def mean(seeds, n, share):
    counts = draws(seeds, lambda rng: rng.multinomial(n, scores(share)))
    found = estimate.mean_interval(estimate.moments_of_scores(counts, range(1, 6)), bounds=(1, 5))
    return (found.low <= 1 + 4 * share) & (1 + 4 * share <= found.high)


def mean_change(seeds, n, share):
    both = draws(seeds, lambda rng: [rng.multinomial(n, scores(share)), rng.multinomial(2 * n, scores(0.5))])
    found = estimate.mean_difference(*(estimate.moments_of_scores(both[:, i], range(1, 6)) for i in (0, 1)))
    return (found.low <= 2 - 4 * share) & (2 - 4 * share <= found.high)


def survival(seeds, n, share):
    """``share`` have had their event by day 10; half as many are watched no longer."""
    hazard, steps = -np.log(1 - share) / 10, 1000

    def sample(rng):
        event, watched = rng.exponential(1 / hazard, n), rng.exponential(2 / hazard, n)
        step = np.floor(np.minimum(event, watched) * steps / 10).astype(int)
        early = step < steps
        ended = [np.bincount(step[early & mask], minlength=steps) for mask in (event <= watched, event > watched)]
        curve = estimate.survival_curve(np.arange(steps + 1), [*ended[0], 0], [*ended[1], n - early.sum()])
        there = np.nonzero(curve.at_risk[:-1])[0][-1]
        return curve.low[there] <= 1 - share <= curve.high[there]

    return draws(seeds, sample)


GRID = [wilson, exact, newcombe, nps, nps_change, mean, mean_change, survival]


def held(function, seeds):
    return {(n, share): float(function(seeds, n, share).mean()) for n in SIZES for share in SHARES}


@pytest.mark.parametrize("function", GRID)
def test_coverage(function):
    found = held(function, FEW)
    say(f"\n{function.__name__}: {min(found.values()):.3f} to {max(found.values()):.3f} of {FEW}")
    least = LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / FEW)
    assert {cell: share for cell, share in found.items() if share < least} == {}


@pytest.mark.slow
@pytest.mark.parametrize("function", GRID)
def test_coverage_is_neither_low_nor_wasteful(function):
    found = held(function, MANY)
    average = np.mean(list(found.values()))
    say(f"\n{function.__name__}: {min(found.values()):.3f} to {max(found.values()):.3f}, {average:.4f} of {MANY}")
    slack = 2 * np.sqrt(LEVEL * (1 - LEVEL) / MANY)
    assert 0.93 <= average <= 0.975
    # Wilson's own coverage swings with n (0.9298 where 30 answers meet a share of 0.3), and the t interval of a mean
    # a tenth of the scale from its end has 0.928 with 30 answers; the exact interval is wide by design
    assert [cell for cell, share in found.items() if share < 0.93 - slack] == []
    assert [cell for cell, share in found.items() if share > 0.975 + slack and function is not exact] == []


def test_exact_coverage_of_shares():
    """Counted out, not simulated."""
    for n in SIZES:
        k = np.arange(n + 1)
        for share in SHARES:
            weight = stats.binom.pmf(k, n, share)
            for function, least, most in ((estimate.wilson, 0.929, 0.975), (estimate.clopper_pearson, 0.95, 0.993)):
                low, high = function(k, n)
                assert least <= weight[(low <= share) & (share <= high)].sum() <= most


def clustered(rng, clusters, correlation, size):
    """Answers of -1, 0 and 1 by cluster, and the clusters' sums."""
    sizes = {
        "unequal": lambda: 1 + rng.negative_binomial(0.8, 0.1, clusters),
        "very unequal": lambda: 1 + np.floor(rng.lognormal(1, 1, clusters)).astype(int),
    }[size]()
    code = np.repeat(np.arange(clusters), sizes)
    latent = np.sqrt(correlation) * rng.standard_normal(clusters)[code]
    latent += np.sqrt(1 - correlation) * rng.standard_normal(len(code))
    answer = np.where(latent > stats.norm.ppf(0.55), 1, np.where(latent < stats.norm.ppf(0.25), -1, 0))
    return answer, estimate.cluster_sums(sizes, np.bincount(code, answer))


def clusters_held(draw, clusters, correlation, size):
    """How often the interval of an NPS of 20 holds it: by the normal, by effective clusters, and by CR2."""
    held = np.zeros((draw, 3))
    for seed in range(draw):
        answer, sums = clustered(np.random.default_rng(seed), clusters, correlation, size)
        p, d = np.mean(answer == 1), np.mean(answer == -1)
        variance = estimate.nps_variance(p, d)
        own = {name: sums[name] for name in ("units", "w", "wx", "ww", "ws", "ss")}
        naive = estimate.weighted_mean(own, variance=variance)
        ways = [(naive.n_eff, np.inf)]
        ways += [estimate.cluster_mean(s, variance=variance)[::-1][:2] for s in (own, sums)]
        limits = (estimate.nps_interval(p, d, np.fmin(n_eff, len(answer)), dof=dof) for n_eff, dof in ways)
        held[seed] = [low <= 20 <= high for low, high in limits]
    return held.mean(axis=0)


@pytest.mark.parametrize("clusters", [10, 40])
def test_few_clusters(clusters):
    _, effective, cr2 = clusters_held(FEW, clusters, 0.3, "unequal")
    least = LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / FEW)
    say(f"\n{clusters} clusters: effective {effective:.3f}, CR2 {cr2:.3f}")
    assert min(effective, cr2) >= least


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [10, 20, 40])
def test_few_clusters_keep_the_level(clusters):
    found = {}
    for correlation in (0.05, 0.3, 0.9):
        for size in ("unequal", "very unequal"):
            cell = found[correlation, size] = clusters_held(MANY, clusters, correlation, size)
            words = "{}: normal {:.3f}, effective {:.3f}, CR2 {:.3f}".format(size, *cell)
            say(f"\n{clusters} clusters, correlation {correlation}, {words}")
    normal, *own = np.array(list(found.values())).T
    assert np.min(own) >= 0.94 - 2 * np.sqrt(0.94 * 0.06 / MANY)
    assert np.mean(own, axis=1).min() >= 0.94
    assert normal.min() < 0.91  # what few or unequal clusters do to the normal interval


@pytest.mark.parametrize("truth", [[0, 0, 0, 0, 0, 0], [0, 1, 2, 4, 8, 16]])
def test_intervals_of_ranks_hold_all_true_ranks(truth):
    truth, errors = np.array(truth, dtype=float), np.array([1, 2, 1, 3, 1, 2.0])
    best, worst = 1 + (truth > truth[:, None]).sum(axis=1), (truth >= truth[:, None]).sum(axis=1)

    def sample(rng):
        ranks = estimate.rank_interval(rng.normal(truth, errors), errors, draws=2000, seed=1)
        return np.all((ranks.low <= best) & (worst <= ranks.high))

    found = draws(FEW, sample).mean()
    say(f"\nranks: {found:.3f} of {FEW}")
    assert found >= LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / FEW)
