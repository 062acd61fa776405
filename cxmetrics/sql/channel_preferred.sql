-- Customers who bought from $since on, by the channel of most of their purchases; $tied where two channels have as many.
-- All orders of a customer's day are one purchase, in the channel of the first of them.
with
-- include purchases
,
numbered as (
  select customer_id, channel,
    row_number() over (partition by customer_id, day order by ordered_at, order_id) as of_day
  from purchases
  where channel is not null and day >= $since
),
counts as (
  select customer_id, channel, count(*) as bought
  from numbered
  where of_day = 1
  group by customer_id, channel
),
compared as (
  select customer_id, channel, bought, max(bought) over (partition by customer_id) as most
  from counts
),
favourites as (
  select customer_id, case when count(*) = 1 then min(channel) else $tied end as channel
  from compared
  where bought = most
  group by customer_id
)
select cast(null as date) as period, channel, count(*) as n
from favourites
group by channel
