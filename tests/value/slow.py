"""Business cases the slow way: loops over months in plain Python, written from the contract's words alone."""

import itertools
import math

REPEATS, FURTHER, DIP = 3, 12, 3  # months
INPUTS = {
    "repeat_rate": ("new_customers", "margin_per_order"), "basket": ("orders", "margin_per_order"),
    "acquisition_cost": ("new_customers", "acquisition_cost"), "contacts": ("contacts", "cost_per_contact"),
    "returns": ("orders", "cost_per_return"), "churn": ("active_customers", "margin_per_customer"),
}  # fmt: skip
ROOM = {"repeat_rate": ("repeat_rate", True), "returns": ("return_rate", False), "churn": ("churn_rate", False)}
SALES = ("repeat_rate", "basket")
EFFECTS = {"score": 0.3, "on_time": 0.6, "further": 0.3}  # expected part of a difference that is an effect
GAPS = {"score": "repeat_gap_score", "on_time": "repeat_gap_on_time"}


def monthly_rate(annual):
    return (1 + annual) ** (1 / 12) - 1


def life(plan, today, months):
    """Months until it begins, months that it has run, and months that count."""
    horizon = int(plan.get("horizon_months") or months)
    if today is None or plan.get("starts_on") is None:
        return 0, 0, horizon
    (year, month, _), (end_year, end_month, _) = plan["starts_on"], today
    first_year, first_month = (end_year, end_month + 1) if end_month < 12 else (end_year + 1, 1)
    apart = 12 * (year - first_year) + month - first_month
    if apart >= 0:
        return apart, 0, horizon
    return 0, -apart, horizon


def working(plan, month):
    """Share of the full effect in the month of its life, the first being 1."""
    ramp, half_life = plan.get("ramp_months") or 0, plan.get("decay_months") or math.inf
    grown = 1.0 if ramp == 0 else min(month / ramp, 1.0)
    after = month - max(ramp, 1)
    return grown * (0.5 ** (after / half_life) if after > 0 else 1.0)


def times(plan, effects, *, lost=0.0, further=False):
    """How often the margin of a month comes in, by month, where ``effects`` are those of each month."""
    count = len(effects)
    came = [0.0] * (count + REPEATS + FURTHER + 1)
    for month, effect in enumerate(effects):
        if plan["lever"] == "repeat_rate" and further:
            for later in range(1, FURTHER + 1):
                came[month + REPEATS + later] += effect / FURTHER
        elif plan["lever"] == "repeat_rate":
            for later in range(1, REPEATS + 1):
                came[month + later] += effect / REPEATS
        elif plan["lever"] == "churn":
            kept = effect
            for later in range(month, count):
                came[later] += kept
                kept *= 1 - lost
        else:
            came[month] += effect
    came = came[:count]
    if plan["lever"] not in SALES:
        return came
    own = [(1 - (plan.get("cannibalised") or 0)) * sale for sale in came]
    return [sale - (plan.get("pull_forward") or 0) * sum(own[max(month - DIP, 0) : month]) / DIP
            for month, sale in enumerate(own)]  # fmt: skip


def reach(plan, effect, company, causal):
    through = plan.get("through")
    return effect * (company[GAPS[through]] * causal[through] if through else 1.0)


def benefits(plan, effects, company, *, causal, squares=None):
    """Margin by month of effects by month; ``squares`` are the expected squares of these, for a price."""
    if plan["lever"] == "price":
        orders, value, margin = (company[name] for name in ("orders", "order_value", "margin_per_order"))
        squares = [effect**2 for effect in effects] if squares is None else squares
        e = plan["elasticity"]
        return [orders * (value * x + e * margin * x + e * value * xx) for x, xx in zip(effects, squares, strict=True)]
    volume, worth = (company[name] for name in INPUTS[plan["lever"]])
    moved = [reach(plan, effect, company, causal) for effect in effects]
    came = times(plan, moved, lost=company.get("churn_rate", 0.0))
    found = [volume * worth * time for time in came]
    if plan["lever"] == "repeat_rate" and "further_margin" in company:
        after = times(plan, moved, further=True)
        found = [one + company["new_customers"] * company["further_margin"] * causal["further"] * time
                 for one, time in zip(found, after, strict=True)]  # fmt: skip
    return found


def value(plan, months_benefits, *, begins, annual):
    """Net present value now of the benefits, less the costs."""
    i = monthly_rate(annual)
    total = -(plan.get("upfront_cost") or 0) / (1 + i) ** begins
    for month, benefit in enumerate(months_benefits, start=1):
        total += (benefit - (plan.get("monthly_cost") or 0)) / (1 + i) ** (begins + month)
    return total


def case(plan, company, *, months, annual, today=None, causal=EFFECTS, effect=None):
    """Expected flows and value of a plan whose three points are limits; of another effect where one is given."""
    begins, age, horizon = life(plan, today, months)
    plan = plan | ({"upfront_cost": 0} if age else {})
    low, mode, high = (plan[name] for name in ("low", "mode", "high"))
    mean = (low + 4 * mode + high) / 6
    square = mean**2 + (mean - low) * (high - mean) / 7
    if effect is not None:
        mean, square = effect, effect**2
    shares = [working(plan, age + month) for month in range(1, horizon + 1)]
    made = benefits(plan, [mean * share for share in shares], company, causal=causal,
                    squares=[square * share**2 for share in shares])  # fmt: skip
    flows = [-(plan.get("upfront_cost") or 0), *(benefit - (plan.get("monthly_cost") or 0) for benefit in made)]
    return flows, value(plan, made, begins=begins, annual=annual)


def break_even(worth, *, most=4.0, steps=4000):
    """Smallest effect from which on a value is 0 or more, by bisection."""
    low = next((most * k / steps for k in range(steps) if worth(most * k / steps) < 0 <= worth(most * (k + 1) / steps)),
               None)  # fmt: skip
    if low is None:
        return 0.0 if worth(0.0) >= 0 else math.nan
    high = low + most / steps
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if worth(middle) >= 0 else (middle, high)
    return high


def shared(effects, room, i):
    """What one of some effects adds on average over all subsets of the others (Shapley)."""

    def worth(members):
        left = 1.0
        for j in members:
            left *= 1 - min(max(effects[j], 0.0) / room, 1.0)
        return room * (1 - left) + sum(min(effects[j], 0.0) for j in members)

    n, total = len(effects), 0.0
    others = [j for j in range(n) if j != i]
    for size in range(n):
        weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
        for subset in itertools.combinations(others, size):
            total += weight * (worth((*subset, i)) - worth(subset))
    return total


def together(plans, companies, *, months, annual, today=None, causal=EFFECTS):
    """Joint value of plans of certain effects; ``companies`` by segment, "" all customers, the others apart."""
    joint = {}
    for plan in plans:
        begins, age, horizon = life(plan, today, months)
        own = plan | ({"upfront_cost": 0} if age else {})
        total = value(own, [0.0] * horizon, begins=begins, annual=annual)
        for part, volume in parts(plan, plans, companies):
            effects = [met(plan, plans, companies, part=part, month=month, months=months, today=today, causal=causal)
                       for month in range(begins + 1, begins + horizon + 1)]  # fmt: skip
            lost = companies[plan.get("segment") or ""].get("churn_rate", 0.0)
            made = [volume * time for time in times(plan, effects, lost=lost)]
            total += value({}, made, begins=begins, annual=annual)
        joint[plan["initiative_id"]] = total
    return joint


def parts(plan, plans, companies):
    """Customers of a plan in parts in which the same plans meet, and the margin of a month of each part."""

    def worth(segment):
        volume, margin = INPUTS[plan["lever"]]
        return companies[segment][volume] * companies[segment][margin]

    segment = plan.get("segment") or ""
    if segment:
        return [(segment, worth(segment))]
    named = sorted({other.get("segment") or "" for other in plans if other["lever"] == plan["lever"]} - {""})
    return [*((name, worth(name)) for name in named), ("", worth("") - sum(worth(name) for name in named))]


def met(plan, plans, companies, *, part, month, months, today, causal):
    """Effect of a plan in a month from now and a part of the customers, beside the others that are at work there."""
    effects, own = [], None
    for other in plans:
        begins, age, horizon = life(other, today, months)
        if other["lever"] != plan["lever"] or (other.get("segment") or "") not in ("", part):
            continue
        if not begins < month <= begins + horizon:
            continue
        if other is plan:
            own = len(effects)
        company = companies[other.get("segment") or ""]
        effects.append(reach(other, other["mode"] * working(other, age + month - begins), company, causal))
    name, rises = ROOM.get(plan["lever"], ("", False))
    room = 1.0 if not name else 1 - companies[part][name] if rises else companies[part][name]
    return shared(effects, room, own)
