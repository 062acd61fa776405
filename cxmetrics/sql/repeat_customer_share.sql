-- Customers with at least one purchase in the period, and with at least two.
-- The grouping values are those of the customer's first purchase of all.
with
-- include purchases
,
-- include firsts
,
-- include people
,
buyers as (
  select period_of(ordered_at) as period, customer_id,
    case when $merge_same_day then min(day) < max(day) else count(*) > 1 end as again
  from purchases
  group by period_of(ordered_at), customer_id
)
select period /*by*/, count(*) as n, count(*) filter (where again) as repeated
from buyers
join people using (customer_id)
group by period /*by*/
