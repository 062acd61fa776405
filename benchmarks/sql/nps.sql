-- NPS by month and segment, with its "+3" interval.
-- Fast: one scan of four narrow columns; rows fall into a few thousand groups of month, segment and score at
-- once, and everything else is worked out from these.
with scores as (
  select date_trunc('month', responded_at) as month, segment, score, count(*) as answers
  from responses
  where metric = 'nps'
  group by all
),
counts as (
  select segment, strftime(month, '%Y-%m') as period,
    coalesce(sum(answers) filter (score in (9, 10)), 0) as promoters,
    coalesce(sum(answers) filter (score in (7, 8)), 0) as passives,
    coalesce(sum(answers) filter (score in (0, 1, 2, 3, 4, 5, 6)), 0) as detractors,
    coalesce(sum(answers) filter (score is null), 0) as missing,
    coalesce(sum(answers) filter (score not between 0 and 10), 0) as out_of_scale,
    promoters + passives + detractors as n
  from scores
  group by all
),
adjusted as (
  select *,
    promoters / n as p, detractors / n as d,
    (promoters + 0.75) / (n + 3) as p3, (detractors + 0.75) / (n + 3) as d3,
    1.959963984540054 * sqrt((p3 + d3 - (p3 - d3) ** 2) / (n + 3)) as half
  from counts
)
select segment, period, n, promoters, passives, detractors, missing, out_of_scale,
  100 * (p - d) as estimate,
  100 * sqrt((p + d - (p - d) ** 2) / n) as std_error,
  100 * (p3 - d3 - half) as conf_low,
  100 * (p3 - d3 + half) as conf_high
from adjusted
