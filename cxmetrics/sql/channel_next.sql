-- Purchases from $since to $observable_to by their channel and that of the customer's next purchase within $within_days;
-- $lost where there is none. Sums over the customers of the first channel for the clustered error, where w are a
-- customer's purchases there and s those followed by the second; days are the median until it. All orders of a
-- customer's day are one purchase, in the channel of the first of them.
with
-- include purchases
,
numbered as (
  select customer_id, day, coalesce(channel, '') as channel,
    row_number() over (partition by customer_id, day order by ordered_at, order_id) as of_day
  from purchases
),
moves as (
  select customer_id, day, channel,
    lead(channel) over (partition by customer_id order by day) as next_channel,
    date_diff('day', day, lead(day) over (partition by customer_id order by day)) as gap
  from numbered
  where of_day = 1
),
seen as (
  select customer_id, channel, gap, case when gap <= $within_days then next_channel else $lost end as next_channel
  from moves
  where day >= $since and day <= $observable_to
),
counts as (
  select customer_id, channel, next_channel, 1.0 * count(*) as s
  from seen
  group by customer_id, channel, next_channel
),
totals as (
  select customer_id, channel, sum(s) as w
  from counts
  group by customer_id, channel
),
sums as (
  select channel, count(*) as units, sum(w) as w, sum(w * w) as ww
  from totals
  group by channel
),
gaps as (
  select channel, next_channel, median(gap) as days
  from seen
  group by channel, next_channel
)
select cast(null as date) as period, counts.channel, counts.next_channel, count(*) as n, min(gaps.days) as days,
  min(sums.units) as units, min(sums.w) as w, min(sums.ww) as ww,
  sum(counts.s) as wx, sum(totals.w * counts.s) as ws, sum(counts.s * counts.s) as ss
from counts
join totals on totals.customer_id = counts.customer_id and totals.channel = counts.channel
join sums on sums.channel = counts.channel
join gaps on gaps.channel = counts.channel and gaps.next_channel = counts.next_channel
group by counts.channel, counts.next_channel
