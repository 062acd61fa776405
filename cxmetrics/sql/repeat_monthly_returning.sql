-- Buyers of each period, and those of them who had bought before it began.
-- The grouping values are those of the customer's first purchase of all.
with
-- include purchases
,
-- include firsts
,
-- include people
,
buyers as (
  select period_of(ordered_at) as period, customer_id
  from purchases
  group by period_of(ordered_at), customer_id
)
select period /*by*/, count(*) as n, count(*) filter (where first_day < period) as repeated
from buyers
join people using (customer_id)
group by period /*by*/
