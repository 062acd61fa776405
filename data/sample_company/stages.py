"""What is true of the way to the first order: five stages, who moves on, who is lost, and how long it takes."""

from typing import Final

import numpy as np
from chance import Floats
from offers import Seen
from scipy.stats import poisson

STAGES: Final = ("aware", "appeal", "ask", "act", "advocate")
LOST: Final = "lost"
AWARE, APPEAL, ASK, ACT = range(4)
# P(next stage) of a journey, which starts in aware and never goes back; from act on by segment
MOVES: Final[dict[int, dict[int, float]]] = {
    AWARE: {APPEAL: 0.60, ASK: 0.12},
    APPEAL: {ASK: 0.55, ACT: 0.15},
    ASK: {ACT: 0.62},
}
MEAN_DAYS: Final = {(AWARE, APPEAL): 4.0, (AWARE, ASK): 6.0, (APPEAL, ASK): 3.0, (APPEAL, ACT): 5.0, (ASK, ACT): 2.0}
LONGEST_DAYS: Final = 20.0  # of a stage; the time is exponential, cut here
LAST_DAYS: Final = 3.0  # over which the touches of a lost journey's last stage are spread, on average
MORE_TOUCHES: Final = (0.6, 1.3, 1.8)  # expected touches of a stage beside its first: aware, appeal, ask
ACT_TOUCHES: Final = 2  # of the first order itself
ADVOCATE_DAYS: Final = 40.0  # from the first order to the first word about it, on average, cut at
LONGEST_ADVOCATE_DAYS: Final = 150.0

Path = tuple[int, ...]


def paths(*, bought: bool) -> dict[Path, float]:
    """P(stages seen before the first order or before being lost), given how it ended."""
    found: dict[Path, float] = {}
    _follow((AWARE,), 1.0, found, bought=bought)
    total = sum(found.values())
    return {path: chance / total for path, chance in found.items()}


def act_chance() -> float:
    """P(a journey ends in a first order)."""
    found: dict[Path, float] = {}
    _follow((AWARE,), 1.0, found, bought=True)
    return sum(found.values())


def _follow(path: Path, chance: float, found: dict[Path, float], *, bought: bool) -> None:
    moves = MOVES[path[-1]]
    ends = moves.get(ACT, 0.0) if bought else 1 - sum(moves.values())
    if ends > 0:
        found[path] = chance * ends
    for stage, share in moves.items():
        if stage != ACT:
            _follow((*path, stage), chance * share, found, bought=bought)


def seen(path: Path) -> Seen:
    """AR is met by those who ask, video by those who like what they saw."""
    return Seen(ar=ASK in path, video=APPEAL in path)


def quantile(chance: Floats, mean: Floats | float, longest: float) -> Floats:
    """Days by which a share `chance` has moved: an exponential time, cut at `longest`."""
    return -np.asarray(mean) * np.log1p(-chance * -np.expm1(-longest / np.asarray(mean)))


def moved_by(days: Floats, mean: float, longest: float) -> Floats:
    """Share of those who move that has moved after some days."""
    return np.expm1(-np.minimum(days, longest) / mean) / np.expm1(-longest / mean)


def touches_before_order() -> Floats:
    """P(number of touches = index) before the first order, its own included, of those who order."""
    numbers = np.arange(60)
    total = np.zeros(len(numbers))
    for path, chance in paths(bought=True).items():
        more = sum(MORE_TOUCHES[stage] for stage in path)
        total += chance * poisson.pmf(numbers - len(path) - ACT_TOUCHES, more)
    return total


def expected_touches(stage: int) -> float:
    """Expect touches of a stage before the first order, of those who order."""
    visits = sum(chance for path, chance in paths(bought=True).items() if stage in path)
    return visits * (1 + MORE_TOUCHES[stage])
