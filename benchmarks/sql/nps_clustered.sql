-- NPS by month, with the error of answers clustered by customer.
-- Fast: three integer counts a customer and month are all that the big hash table holds. Answers without a customer
-- make one group a month, whose answers are each a unit of their own: its sums of squares follow from its counts, so
-- neither a key for each of them nor the column of answer numbers is needed. The answers that do not count come from
-- a second scan of three narrow columns, cheaper than carrying them through the big table.
with scores as (
  select date_trunc('month', responded_at) as month, score, count(*) as answers
  from responses
  where metric = 'nps'
  group by all
),
counts as (
  select month,
    sum(answers) filter (score between 0 and 10) as answers,
    coalesce(sum(answers) filter (score is null), 0) as missing,
    coalesce(sum(answers) filter (score not between 0 and 10), 0) as out_of_scale
  from scores
  group by all
),
clusters as (
  select date_trunc('month', responded_at) as month, customer_id,
    count(*) as answers,
    count(*) filter (score >= 9) as promoters,
    count(*) filter (score <= 6) as detractors
  from responses
  where metric = 'nps' and score between 0 and 10
  group by all
),
parts as (
  select month, customer_id is null as alone, answers::double as w, promoters::double as p, detractors::double as d
  from clusters
),
moments as (
  select month,
    sum(if(alone, w, 1)) as units,
    sum(w) as w, sum(p) as promoters, sum(d) as detractors,
    sum(if(alone, w, w * w)) as ww,
    sum(if(alone, p - d, w * (p - d))) as ws,
    sum(if(alone, p + d, (p - d) ** 2)) as ss
  from parts
  group by all
),
errors as (
  select *, promoters / w as p, detractors / w as d, p - d as mean,
    sqrt(units / (units - 1) * (ss - 2 * mean * ws + mean ** 2 * ww)) / w as error,
    least((p + d - mean ** 2) / error ** 2, w) as n_eff,
    (n_eff * p + 0.75) / (n_eff + 3) as p3, (n_eff * d + 0.75) / (n_eff + 3) as d3,
    1.959963984540054 * sqrt((p3 + d3 - (p3 - d3) ** 2) / (n_eff + 3)) as half
  from moments
)
select strftime(month, '%Y-%m') as period, units as n, n_eff, answers, promoters, detractors, missing, out_of_scale,
  100 * mean as estimate,
  100 * error as std_error,
  100 * (p3 - d3 - half) as conf_low,
  100 * (p3 - d3 + half) as conf_high
from errors
join counts using (month)
