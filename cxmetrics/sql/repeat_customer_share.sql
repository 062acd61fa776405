-- Customers with at least one purchase in the period, and with at least two.
-- The grouping values are those of the customer's first purchase of all.
with
-- include purchases
,
customers as (
  select period_of(ordered_at) as period, customer_id /*min_by*/,
    case when $merge_same_day then count(distinct day) else count(*) end as occasions
  from purchases
  join firsts using (customer_id)
  group by period_of(ordered_at), customer_id
)
select period /*by*/, count(*) as n, count(*) filter (where occasions > 1) as repeated
from customers
group by period /*by*/
