-- Orders that are no purchase occasion, by the first rule that leaves them out.
with judged as (
  select period_of(ordered_at) as period /*by*/, customer_id, cast(ordered_at as date) as day,
    case when cast(ordered_at as date) > $data_end then 'after_end'
         when customer_id is null then 'no_customer'
         when coalesce(status, 'completed') = 'cancelled' then 'cancelled'
         when coalesce(kind, 'sale') <> 'sale' then 'exchange'
         when coalesce(amount, 0) < 0 then 'negative'
         when coalesce(status, 'completed') = 'returned' and not $count_returned then 'returned'
         else 'used' end as state
  from orders
)
select period /*by*/,
  count(*) filter (where state = 'after_end') as orders_after_end,
  count(*) filter (where state = 'no_customer') as orders_no_customer,
  count(*) filter (where state = 'cancelled') as orders_cancelled,
  count(*) filter (where state = 'exchange') as orders_exchange,
  count(*) filter (where state = 'negative') as orders_negative,
  count(*) filter (where state = 'returned') as orders_returned,
  count(*) filter (where state = 'used') as orders_used,
  case when $merge_same_day
       then count(*) filter (where state = 'used')
         - count(distinct case when state = 'used' then customer_id || ' ' || cast(day as varchar) end)
       else 0 end as orders_merged
from judged
group by period /*by*/
