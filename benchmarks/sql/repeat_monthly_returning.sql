-- Buyers of each month, and those of them who had bought before it began.
-- Fast: who buys for the first time is counted in the customer's first month, so that nobody has to be joined to
-- anything; one row a customer and month holds the days of the month as bits of an integer, which count the orders
-- merged into one purchase.
with buyers as (
  select customer_id, date_trunc('month', ordered_at) as month, count(*) as orders,
    bit_count(bit_or(1 << (day(ordered_at) - 1)::integer)) as days
  from orders
  where customer_id is not null and status not in ('cancelled', 'returned') and kind = 'sale' and amount >= 0
    and ordered_at < '2026-11-01'
  group by all
),
firsts as (
  select min(month) as month
  from buyers
  group by customer_id
),
newcomers as (
  select month, count(*) as newcomers
  from firsts
  group by all
),
months as (
  select month, count(*) as n, sum(orders - days) as merged
  from buyers
  group by all
),
counts as (
  select *, n - coalesce(newcomers, 0) as repeated, repeated / n as estimate,
    estimate + 1.959963984540054 ** 2 / (2 * n) as centre,
    1.959963984540054 * sqrt(estimate * (1 - estimate) / n + 1.959963984540054 ** 2 / (4 * n ** 2)) as half,
    1 + 1.959963984540054 ** 2 / n as shrink
  from months
  left join newcomers using (month)
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
select strftime(month, '%Y-%m') as period, n, repeated, estimate,
  greatest((centre - half) / shrink, 0) as conf_low, (centre + half) / shrink as conf_high,
  (select sum(merged) from months) as orders_merged, left_out.*
from counts, left_out
