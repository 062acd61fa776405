"""The customer path counted again in plain loops, a customer at a time, from what `cx.journey` promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

import pandas as pd

STAGES = ("aware", "appeal", "ask", "act", "advocate")
DAY = timedelta(days=1)


class Recount:
    """Contacts (customer, time, touchpoint, seconds), purchases and answers, of one company and until one day."""

    def __init__(self, touches, orders, *, register, since, end, most, within, inactive=30, quiet=90):
        self.register, self.since, self.end, self.inactive, self.quiet = register, since, end, inactive, quiet
        self.within = within
        everything, self.contacts, self.sales = defaultdict(list), defaultdict(list), defaultdict(list)
        for who, when, where, seconds in touches:
            if who is not None and when is not None and when.date() <= end:
                everything[who].append(when)
                if where in register:
                    self.contacts[who].append((when, STAGES.index(register[where].stage), where, seconds))
        for who, when, status, kind, amount in orders:
            good = status != "cancelled" and kind in {None, "sale"} and (amount is None or amount >= 0)
            if who is not None and good and when.date() <= end:
                self.sales[who].append(when)
        for who in [who for who, times in everything.items() if len(times) > most]:
            self.contacts.pop(who, None)
            self.sales.pop(who, None)
            everything.pop(who)
        for rows in self.contacts.values():
            rows.sort(key=lambda row: row[:3])
        self.began = {
            who: min([*everything.get(who, []), *self.sales.get(who, [])]) for who in {*everything, *self.sales}
        }
        self.people = [who for who, when in self.began.items() if when.date() >= since]

    def act(self, who):
        """First purchase, or first contact of act."""
        return min([*self.sales.get(who, []), *self.times(who, 3)], default=None)

    def times(self, who, stage):
        return [when for when, number, *_ in self.contacts.get(who, []) if number == stage]

    def own(self, who):
        """First contact of each stage that counts: of those before act until act only; act may be a purchase."""
        act = self.act(who)
        found = [min((t for t in self.times(who, s) if act is None or t <= act), default=None) for s in range(3)]
        return [*found, act, min(self.times(who, 4), default=None)]

    def reached(self, who, rule):
        own, act = self.own(who), self.act(who)
        if rule == "touched":
            return own
        if rule == "furthest":
            return [min((t for t in own[s:] if t is not None), default=None) for s in range(5)]
        found = [own[0]]
        for stage in range(1, 5):
            limit = act if stage < 3 else None
            times = [act] if stage == 3 and act else self.times(who, stage) if stage != 3 else []
            before = found[-1]
            fit = [t for t in times if before is not None and t >= before and (limit is None or t <= limit)]
            found.append(min(fit, default=None))
        return found

    def stages(self, rule):
        """Of each stage: n, ready, moved, stayed, quiet."""
        found = {stage: Counter() for stage in STAGES}
        for who in self.people:
            own, reached = self.own(who), self.reached(who, rule)
            if not any(own):
                continue
            furthest = max(s for s in range(5) if own[s])
            last = max([when for when, *_ in self.contacts.get(who, [])] + self.sales.get(who, [])).date()
            for s, stage in enumerate(STAGES):
                if reached[s] is None:
                    continue
                day, row = reached[s].date(), found[stage]
                row["n"] += 1
                if s < 4 and (self.end - day).days >= self.within[stage]:
                    row["ready"] += 1
                    after = reached[s + 1]
                    row["moved"] += bool(
                        after and after >= reached[s] and (after.date() - day).days <= self.within[stage]
                    )
                if furthest == s and (self.end - day).days >= self.quiet:
                    row["stayed"] += 1
                    row["quiet"] += (self.end - last).days >= self.quiet
        return found

    def steps(self):
        """A row a journey in a stage: stage, next one (None if it has not gone on), days counted up."""
        close = pd.Timestamp(self.end + DAY)
        rows = []
        for who in self.people:
            own = self.own(who)
            for s in range(4):
                if own[s] is None:
                    continue
                later = [(own[n], n) for n in ((4,) if s == 3 else range(s + 1, 4)) if own[n] and own[n] >= own[s]]
                when, n = min(later, default=(close, None))
                rows.append((STAGES[s], STAGES[n] if n else None, -(-(when - own[s]).total_seconds() // 86_400)))
        return rows

    def recent(self, who):
        return [row for row in self.contacts.get(who, []) if row[0].date() >= self.since]

    def touchpoints(self, outcome=30):
        """Of each touchpoint: n, contacts, ready, bought; and how many were active."""
        sold = {who: [t for t in times if t.date() >= self.since] for who, times in self.sales.items()}
        active = {who for who in self.contacts if self.recent(who)} | {who for who, times in sold.items() if times}
        found = defaultdict(Counter)
        for who in self.contacts:
            first = {}
            for when, _, where, _ in self.recent(who):
                found[where]["contacts"] += 1
                first.setdefault(where, when)
            for where, when in first.items():
                ready = (self.end - when.date()).days >= outcome
                after = [t for t in sold.get(who, []) if t >= when and (t.date() - when.date()).days <= outcome]
                found[where].update(n=1, ready=int(ready), bought=int(ready and bool(after)))
        return found, len(active)

    def moves(self):
        """Pairs of touchpoints that follow each other, ``__left__`` where none did, and open contacts left out."""
        found = Counter()
        for who in self.contacts:
            rows = self.recent(who)
            for one, two in zip(rows, [*rows[1:], None], strict=False):
                gap = (two[0].date() - one[0].date()).days if two else None
                if gap is not None and gap <= self.inactive:
                    found[one[2], two[2]] += 1
                elif gap is not None or (self.end - one[0].date()).days >= self.inactive:
                    found[one[2], "__left__"] += 1
        return found

    def ending(self, who):
        if (self.end - self.began[who].date()).days < self.inactive:
            return "open"
        if self.act(who):
            return "act"
        last = self.contacts.get(who, [])
        if not last:
            return "open"
        return "left" if (self.end - last[-1][0].date()).days >= self.inactive else "open"

    def way(self, who):
        """Contacts of the stages before act, until act."""
        act = self.act(who)
        return [row for row in self.contacts.get(who, []) if row[1] < 3 and (act is None or row[0] <= act)]

    def paths(self, kind, longest=12):
        """Closed ways, repeats taken together: path to its number that came to act and that left."""
        found = defaultdict(Counter)
        for who in self.people:
            if (ending := self.ending(who)) != "open":
                steps = [STAGES[row[1]] if kind == "stages" else row[2] for row in self.way(who)]
                turns = [step for step, last in zip(steps, [None, *steps], strict=False) if step != last]
                found["|".join(turns[:longest])][ending] += 1
        return found

    def journeys(self):
        """Touchpoints of each closed way, with its ending."""
        closed = [(self.ending(who), [row[2] for row in self.way(who)]) for who in self.people]
        return [(names, ending) for ending, names in closed if ending != "open" and names]

    def before_first_order(self):
        """Contacts and seconds (None where one is not timed) up to the first purchase of each."""
        found = []
        for who in self.people:
            if times := self.sales.get(who):
                rows = [row for row in self.contacts.get(who, []) if row[0] <= min(times)]
                if rows:
                    found.append((len(rows), None if any(r[3] is None for r in rows) else sum(r[3] for r in rows)))
        return found
