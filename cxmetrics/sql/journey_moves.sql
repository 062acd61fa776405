-- From each contact from $window_from on to the customer's next one within $inactive_days: to its touchpoint, or $left
-- where none came. Contacts that have not been watched for so long, and have none after them, are open: they go nowhere
-- and are not counted. Contacts of one instant stand in the order of the stages, then of names. Sums over customers for
-- the clustered error: w are a customer's contacts at the first touchpoint, s those that went on to the second.
with
-- include contacts
,
ordered as (
  select customer_id, occurred_at, touchpoint, stage,
    lead(touchpoint) over (partition by customer_id order by occurred_at, stage, touchpoint) as next_touchpoint,
    lead(occurred_at) over (partition by customer_id order by occurred_at, stage, touchpoint) as next_at
  from contacts
  where cast(occurred_at as date) >= $window_from
),
moves as (
  select customer_id, touchpoint,
    case when date_diff('day', cast(occurred_at as date), cast(next_at as date)) <= $inactive_days
         then next_touchpoint else $left end as next_touchpoint
  from ordered
  where date_diff('day', cast(occurred_at as date), cast(next_at as date)) <= $inactive_days
    or date_diff('day', cast(occurred_at as date), cast($data_end as date)) >= $inactive_days
),
counts as (
  select customer_id, touchpoint, next_touchpoint, 1.0 * count(*) as s
  from moves
  group by customer_id, touchpoint, next_touchpoint
),
totals as (
  select customer_id, touchpoint, sum(s) as w
  from counts
  group by customer_id, touchpoint
),
sums as (
  select touchpoint, count(*) as units, sum(w) as w, sum(w * w) as ww
  from totals
  group by touchpoint
)
select cast(null as date) as period, counts.touchpoint, counts.next_touchpoint, count(*) as n,
  min(sums.units) as units, min(sums.w) as w, min(sums.ww) as ww,
  sum(counts.s) as s, sum(totals.w * counts.s) as ws, sum(counts.s * counts.s) as ss
from counts
join totals on totals.customer_id = counts.customer_id and totals.touchpoint = counts.touchpoint
join sums on sums.touchpoint = counts.touchpoint
group by counts.touchpoint, counts.next_touchpoint
