-- Customers with purchases on two days or more, of all customers.
-- Fast: one hash table of customer and day serves both the answer and the count of orders merged into one purchase;
-- a customer has two days or more where the first is not the last.
with days as (
  select customer_id, ordered_at::date as day, count(*) as orders
  from orders
  where customer_id is not null and status not in ('cancelled', 'returned') and kind = 'sale' and amount >= 0
    and ordered_at < '2026-11-01'
  group by all
),
customers as (
  select min(day) < max(day) as again, sum(orders - 1) as merged
  from days
  group by customer_id
),
counts as (
  select count(*) as n, count(*) filter (again) as repeated, sum(merged) as orders_merged, repeated / n as estimate,
    estimate + 1.959963984540054 ** 2 / (2 * n) as centre,
    1.959963984540054 * sqrt(estimate * (1 - estimate) / n + 1.959963984540054 ** 2 / (4 * n ** 2)) as half,
    1 + 1.959963984540054 ** 2 / n as shrink
  from customers
),
left_out as (
  select
    count(*) filter (ordered_at >= '2026-11-01') as orders_after_end,
    count(*) filter (ordered_at < '2026-11-01' and customer_id is null) as orders_no_customer,
    count(*) filter (ordered_at < '2026-11-01' and customer_id is not null and status = 'cancelled')
      as orders_cancelled,
    count(*) filter (ordered_at < '2026-11-01' and customer_id is not null and status <> 'cancelled'
      and kind <> 'sale') as orders_exchange,
    count(*) filter (ordered_at < '2026-11-01' and customer_id is not null and status <> 'cancelled'
      and kind = 'sale' and amount < 0) as orders_negative,
    count(*) filter (ordered_at < '2026-11-01' and customer_id is not null and status = 'returned'
      and kind = 'sale' and amount >= 0) as orders_returned
  from orders
)
select n, repeated, estimate, (centre - half) / shrink as conf_low, (centre + half) / shrink as conf_high,
  orders_merged, left_out.*
from counts, left_out
