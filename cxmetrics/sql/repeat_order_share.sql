-- Purchases by customers who had bought before, with sums over customers for the clustered error.
with
-- include purchases
,
customers as (
  select period_of(ordered_at) as period /*by*/, customer_id,
    1.0 * case when $merge_same_day then count(distinct day) else count(*) end as w,
    max(case when ordered_at = first_at then 1 else 0 end) as has_first
  from purchases
  join firsts using (customer_id)
  group by period_of(ordered_at) /*by*/, customer_id
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
