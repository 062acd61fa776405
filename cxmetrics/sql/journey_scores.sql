-- Answers from $window_from on about satisfaction (csat) and effort (ces) at touchpoints: good and bad ones, of all. A row
-- a touchpoint and question, and a row a stage over all of its touchpoints and both questions, with an empty touchpoint.
-- Sums over customers for the clustered errors: w are a customer's answers, g the good ones, b the bad ones; an answer
-- without a customer stands alone.
with
-- include contacts
,
answers as (
  select named.stage, responses.touchpoint, responses.metric,
    coalesce(responses.customer_id, concat('/', responses.response_id)) as cluster,
    case when responses.metric = 'csat' and score >= $csat_good or responses.metric = 'ces' and score >= $ces_good
              and score <= $ces_best then 1.0 else 0.0 end as g,
    case when responses.metric = 'csat' and score <= $csat_bad or responses.metric = 'ces' and score >= $ces_worst
              and score <= $ces_bad then 1.0 else 0.0 end as b
  from responses
  join named on named.touchpoint = responses.touchpoint
  where named.stage > 0
    and cast(responses.responded_at as date) between $window_from and $data_end
    and (responses.metric = 'csat' and score between $csat_low and $csat_high
         or responses.metric = 'ces' and score between $ces_low and $ces_high)
),
levels as (
  select stage, touchpoint, metric, cluster, g, b from answers
  union all
  select stage, '' as touchpoint, '' as metric, cluster, g, b from answers
),
clusters as (
  select stage, touchpoint, metric, cluster, 1.0 * count(*) as w, sum(g) as g, sum(b) as b
  from levels
  group by stage, touchpoint, metric, cluster
)
select cast(null as date) as period, stage, touchpoint, metric, count(*) as units, sum(w) as w, sum(w * w) as ww,
  sum(g) as g, sum(w * g) as wg, sum(g * g) as gg, sum(b) as b, sum(w * b) as wb, sum(b * b) as bb
from clusters
group by stage, touchpoint, metric
