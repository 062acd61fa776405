-- Contacts from $window_from on by touchpoint: how many, of how many customers, of how many who had a contact or a
-- purchase at all; and of those whose first one was $outcome_days and more ago, how many bought in these days after it.
with
-- include contacts
,
recent as (
  select customer_id, occurred_at, touchpoint, stage
  from contacts
  where cast(occurred_at as date) >= $window_from
),
sales as (
  select orders.customer_id, orders.ordered_at
  from orders
  join persons on persons.customer_id = orders.customer_id
  where coalesce(status, 'completed') <> 'cancelled' and coalesce(kind, 'sale') = 'sale' and coalesce(amount, 0) >= 0
    and cast(ordered_at as date) between $window_from and $data_end
),
active as (
  select count(*) as everybody
  from (select customer_id from recent union select customer_id from sales) as people
),
used as (
  select customer_id, touchpoint, stage, count(*) as contacts, min(occurred_at) as first_at
  from recent
  group by customer_id, touchpoint, stage
),
followed as (
  select used.customer_id, used.touchpoint,
    max(case when sales.ordered_at >= used.first_at
              and date_diff('day', cast(used.first_at as date), cast(sales.ordered_at as date)) <= $outcome_days
             then 1 else 0 end) as bought
  from used
  join sales on sales.customer_id = used.customer_id
  group by used.customer_id, used.touchpoint
)
select cast(null as date) as period, used.stage, used.touchpoint, count(*) as n, sum(used.contacts) as contacts,
  min(active.everybody) as everybody,
  count(*) filter (where date_diff('day', cast(used.first_at as date), cast($data_end as date)) >= $outcome_days) as ready,
  count(*) filter (where followed.bought = 1
                     and date_diff('day', cast(used.first_at as date), cast($data_end as date)) >= $outcome_days) as bought
from used
cross join active
left join followed on followed.customer_id = used.customer_id and followed.touchpoint = used.touchpoint
group by used.stage, used.touchpoint
