-- Customers by pair of channels in which they bought from $since on, a channel beside itself being all who bought in it,
-- and the customers of any channel. A pair is there once, in alphabetical order.
with
-- include purchases
,
used as (
  select distinct customer_id, channel
  from purchases
  where channel is not null and day >= $since
),
everybody as (
  select count(distinct customer_id) as customers
  from used
)
select cast(null as date) as period, one.channel, other.channel as beside,
  count(*) as n, min(everybody.customers) as w
from used as one
join used as other on other.customer_id = one.customer_id
cross join everybody
where one.channel <= other.channel
group by one.channel, other.channel
