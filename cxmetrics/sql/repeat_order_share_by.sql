-- As repeat_order_share, where orders are grouped: a purchase belongs to the group of its earliest order,
-- and only the earliest order of all is a first purchase.
with
-- include purchases
,
numbered as (
  select period_of(ordered_at) as period /*by*/, customer_id,
    row_number() over (partition by customer_id order by ordered_at, order_id) as nth,
    row_number() over (partition by customer_id, day order by ordered_at, order_id) as of_day
  from purchases
),
customers as (
  select period /*by*/, customer_id, 1.0 * count(*) as w, sum(case when nth > 1 then 1.0 else 0.0 end) as s
  from numbered
  where of_day = 1 or not $merge_same_day
  group by period /*by*/, customer_id
)
select period /*by*/,
  count(*) as units,
  sum(w) as w,
  sum(s) as wx,
  sum(w * w) as ww,
  sum(w * s) as ws,
  sum(s * s) as ss
from customers
group by period /*by*/
