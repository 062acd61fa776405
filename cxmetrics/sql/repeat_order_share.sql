-- Purchases by customers who had bought before, with sums over customers for the clustered error.
-- Days are made one row each before they are counted, which is cheaper than counting distinct days.
with
-- include purchases
,
occasions as (
  select period_of(ordered_at) as period, customer_id, day, count(*) as orders
  from purchases
  group by period_of(ordered_at), customer_id, day
),
counts as (
  select period, customer_id, min(day) as earliest,
    case when $merge_same_day then count(*) else cast(sum(orders) as bigint) end as w
  from occasions
  group by period, customer_id
),
beginnings as (
  select customer_id, min(earliest) as first_day
  from counts
  group by customer_id
),
customers as (
  select period, w, case when earliest = first_day then 1 else 0 end as has_first
  from counts
  join beginnings using (customer_id)
)
select period,
  count(*) as units,
  sum(w) as w,
  sum(w - has_first) as wx,
  sum(w * w) as ww,
  sum(w * (w - has_first)) as ws,
  sum((w - has_first) * (w - has_first)) as ss
from customers
group by period
