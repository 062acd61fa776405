-- Buyers of each period, and those of them who had bought before it began.
-- The grouping values are those of the customer's first purchase of all.
with
-- include purchases
,
buyers as (
  select period_of(ordered_at) as period, customer_id, first_day /*min_by*/
  from purchases
  join firsts using (customer_id)
  group by period_of(ordered_at), customer_id, first_day
)
select period /*by*/, count(*) as n, count(*) filter (where first_day < period) as repeated
from buyers
group by period /*by*/
