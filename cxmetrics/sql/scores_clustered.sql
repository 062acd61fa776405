-- Weighted values of the answers to one question by group, summed within clusters first: an answer without a cluster
-- stands alone. The value is the score itself, or 1 for a hit, -1 for a miss and 0 for all others. The weight is 1 where
-- none is given. The last four sums are what CR2 errors need, where clusters are few.
with answers as (
  select period_of(responded_at) as period /*by*/, cluster_role, cast(weight_role as double) as w,
    cast(weight_role as double) * case
      when $as_mean then cast(score as double)
      when score >= $hit_from and score <= $hit_to then 1
      when score >= $miss_from and score <= $miss_to then -1
      else 0 end as wx,
    cast(weight_role as double) * case when score >= $hit_from and score <= $hit_to then 1 else 0 end as wh
  from responses
  where coalesce(metric, $metric) = $metric
    and score >= $low and score <= $high and (score = floor(score) or not $whole)
    and weight_role > 0
),
clusters as (
  select period /*by*/, sum(w) as w, sum(wx) as wx, sum(wh) as wh
  from answers
  where cluster_role is not null
  group by period /*by*/, cluster_role
  union all
  select period /*by*/, w, wx, wh
  from answers
  where cluster_role is null
),
shares as (
  select *, w / sum(w) over (partition by period /*by*/) as p from clusters
)
select period /*by*/, count(*) as units, sum(w) as w, sum(wx) as wx, sum(wh) as wh,
  sum(w * w) as ww, sum(w * wx) as ws, sum(wx * wx) as ss,
  sum(w * w / nullif(1 - p, 0)) as cww, sum(w * wx / nullif(1 - p, 0)) as cws,
  sum(wx * wx / nullif(1 - p, 0)) as css, sum(power(p * p / nullif(1 - p, 0), 2)) as cqq
from shares
group by period /*by*/
