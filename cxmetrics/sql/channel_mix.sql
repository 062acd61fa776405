-- Purchases by channel and period, with sums over the customers of the period for the clustered error, where w are a
-- customer's purchases and s those in the channel. All orders of a customer's day are one purchase, in the channel of
-- the first of them.
with
-- include purchases
,
numbered as (
  select period_of(ordered_at) as period, customer_id, channel,
    row_number() over (partition by customer_id, day order by ordered_at, order_id) as of_day
  from purchases
  where channel is not null
),
counts as (
  select period, customer_id, channel, 1.0 * count(*) as s
  from numbered
  where of_day = 1
  group by period, customer_id, channel
),
totals as (
  select period, customer_id, sum(s) as w
  from counts
  group by period, customer_id
),
sums as (
  select period, count(*) as units, sum(w) as w, sum(w * w) as ww
  from totals
  group by period
)
select counts.period, counts.channel, count(*) as n,
  min(sums.units) as units, min(sums.w) as w, min(sums.ww) as ww,
  sum(counts.s) as wx, sum(totals.w * counts.s) as ws, sum(counts.s * counts.s) as ss
from counts
join totals on totals.customer_id = counts.customer_id and totals.period = counts.period
join sums on sums.period = counts.period
group by counts.period, counts.channel
