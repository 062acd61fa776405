-- Customers who bought again within 90 days, by month of their first purchase, of those observed for all 90; beside
-- it the Kaplan-Meier rate of all customers.
-- Fast: one hash table of customer and day, then one of customers that keeps the two earliest days and the number of
-- orders merged into one purchase; what follows works on one row a month and gap, from which come the rate, the curve
-- and their intervals alike.
with days as (
  select customer_id, ordered_at::date as day, count(*) as orders
  from orders
  where customer_id is not null and status not in ('cancelled', 'returned') and kind = 'sale' and amount >= 0
    and ordered_at < '2026-11-01'
  group by all
),
customers as (
  select min(day, 2) as two, two[1] as first_day, two[2] as second_day, sum(orders - 1) as merged
  from days
  group by customer_id
),
gaps as (
  select date_trunc('month', first_day) as month,
    coalesce(second_day, '2026-10-31') - first_day as gap,
    count(*) as customers,
    sum(merged) as merged,
    count(second_day) as events,
    count(*) filter (first_day <= date '2026-10-31' - 90) as observed,
    count(*) filter (first_day <= date '2026-10-31' - 90 and second_day - first_day <= 90) as repeated
  from customers
  group by all
),
risks as (
  select *, sum(customers) over (partition by month order by gap desc) as at_risk
  from gaps
),
curves as (
  select month,
    sum(customers) as customers,
    sum(observed) as observed,
    sum(repeated) as repeated,
    product(1 - events / at_risk) filter (gap <= 90) as survival,
    sum(events / (at_risk * (at_risk - events))) filter (gap <= 90 and events > 0) as greenwood
  from risks
  group by all
),
shown as (
  select month, customers, observed, greenwood,
    last_day(month) <= date '2026-10-31' - 90 as whole,
    if(whole, observed, 0) as n,
    if(whole, c.repeated, 0) as repeated,
    if(whole, c.survival, null) as survival
  from curves as c
),
counts as (
  select *, if(n > 0, repeated / n, null) as estimate,
    estimate + 1.959963984540054 ** 2 / (2 * n) as centre,
    1.959963984540054 * sqrt(estimate * (1 - estimate) / n + 1.959963984540054 ** 2 / (4 * n ** 2)) as half,
    1 + 1.959963984540054 ** 2 / n as shrink,
    1.959963984540054 * sqrt(greenwood) / abs(ln(survival)) as width
  from shown
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
select strftime(month, '%Y-%m') as period, n, customers, customers - observed as not_eligible, repeated, estimate,
  (centre - half) / shrink as conf_low, (centre + half) / shrink as conf_high,
  1 - survival as km_estimate, 1 - survival ** exp(-width) as km_low, 1 - survival ** exp(width) as km_high,
  (select sum(merged) from gaps) as orders_merged, left_out.*
from counts, left_out
