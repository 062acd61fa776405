-- Purchases by customers who had bought before, with sums over customers for the clustered error.
with
-- include purchases
,
occasions as (
  select period_of(ordered_at) as period /*by*/, customer_id, day, count(*) as orders, min(ordered_at) as earliest
  from purchases
  group by period_of(ordered_at) /*by*/, customer_id, day
),
counts as (
  select period /*by*/, customer_id, min(earliest) as earliest,
    1.0 * case when $merge_same_day then count(*) else sum(orders) end as w
  from occasions
  group by period /*by*/, customer_id
),
customers as (
  select period /*by*/, w, case when earliest = first_at then 1 else 0 end as has_first
  from counts
  join firsts using (customer_id)
)
select period /*by*/,
  count(*) as units,
  sum(w) as w,
  sum(w - has_first) as wx,
  sum(w * w) as ww,
  sum(w * (w - has_first)) as ws,
  sum((w - has_first) * (w - has_first)) as ss
from customers
group by period /*by*/
