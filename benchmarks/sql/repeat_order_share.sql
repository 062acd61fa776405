-- Purchases by customers who had bought before, of the purchases of each month; the error is clustered by customer.
-- Fast: one row a customer and month, its purchases counted as bits of an integer, one for each day. A customer's
-- first purchase falls into the first of these rows, so that the sums without it differ from those with it by what
-- the first rows hold: no row is joined to its customer.
with counts as (
  select customer_id, date_trunc('month', ordered_at) as month, count(*) as orders,
    bit_count(bit_or(1 << (day(ordered_at) - 1)::integer))::bigint as w
  from orders
  where customer_id is not null and status not in ('cancelled', 'returned') and kind = 'sale' and amount >= 0
    and ordered_at < '2026-11-01'
  group by all
),
firsts as (
  select min(month) as month, arg_min(w, month) as w
  from counts
  group by customer_id
),
newcomers as (
  select month, count(*) as newcomers, sum(w) as first_w
  from firsts
  group by all
),
months as (
  select month, count(*) as units, sum(w) as w, sum(w * w) as squares, sum(orders - w) as merged
  from counts
  group by all
),
moments as (
  select month, units, w::bigint as w, (w - coalesce(newcomers, 0))::bigint as wx, squares as ww,
    squares - coalesce(first_w, 0) as ws, squares - 2 * coalesce(first_w, 0) + coalesce(newcomers, 0) as ss
  from months
  left join newcomers using (month)
),
errors as (
  select *, wx / w as estimate,
    sqrt(greatest(units / (units - 1) * (ss - 2 * estimate * ws + estimate ** 2 * ww), 0)) / w as error,
    if(error > 0, estimate * (1 - estimate) / error ** 2, units) as n_eff,
    estimate + 1.959963984540054 ** 2 / (2 * n_eff) as centre,
    1.959963984540054 * sqrt(estimate * (1 - estimate) / n_eff + 1.959963984540054 ** 2 / (4 * n_eff ** 2)) as half,
    1 + 1.959963984540054 ** 2 / n_eff as shrink
  from moments
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
select strftime(month, '%Y-%m') as period, units as n, n_eff, w as purchases, wx as repeated, estimate,
  error as std_error,
  greatest((centre - half) / shrink, 0) as conf_low, (centre + half) / shrink as conf_high,
  (select sum(merged) from months) as orders_merged, left_out.*
from errors, left_out
