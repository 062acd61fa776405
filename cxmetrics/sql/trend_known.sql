-- Orders and touches since $since: how many, of whom it is known who it was, and of these who consented to the use of
-- first-party data.
with people as (
  select customer_id, case when consent then 1 else 0 end as consent from customers
),
seen as (
  select 'orders' as what, customer_id
  from orders
  where coalesce(status, 'completed') <> 'cancelled' and coalesce(kind, 'sale') = 'sale'
    and cast(ordered_at as date) > $since and cast(ordered_at as date) <= $data_end
  union all
  select 'touchpoints' as what, customer_id
  from touchpoints
  where cast(occurred_at as date) > $since and cast(occurred_at as date) <= $data_end
)
select cast(null as date) as period, seen.what, count(*) as n, count(seen.customer_id) as known,
  coalesce(sum(people.consent), 0) as consented
from seen
left join people on people.customer_id = seen.customer_id
group by seen.what
order by seen.what
