-- Customers who bought from $since on, by where: in stores only, online only, or both. $stores names the channels that
-- are stores, each between two bars. Grouping values are those of the first purchase.
with
-- include purchases
,
-- include firsts
,
-- include people
,
visits as (
  select customer_id, case when strpos($stores, concat('|', channel, '|')) > 0 then 1 else 0 end as in_store
  from purchases
  where channel is not null and day >= $since
),
places as (
  select customer_id,
    case when min(in_store) = 1 then 'store_only' when max(in_store) = 0 then 'online_only' else 'both' end as place
  from visits
  group by customer_id
)
select cast(null as date) as period /*by*/, place, count(*) as n
from places
join people using (customer_id)
group by place /*by*/
