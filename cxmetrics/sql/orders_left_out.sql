-- Orders that are no purchase occasion, by the first rule that leaves them out.
-- Orders of one customer and day are merged: all but one of them count as such.
with judged as (
  select period_of(ordered_at) as period /*by*/, customer_id, cast(ordered_at as date) as day,
    case when status not in ('completed', 'cancelled', 'returned', 'partly_returned')
           or kind not in ('sale', 'exchange', 'reshipment') then 'unknown'
         when cast(ordered_at as date) > $data_end then 'after_end'
         when customer_id is null then 'no_customer'
         when coalesce(status, 'completed') = 'cancelled' then 'cancelled'
         when coalesce(kind, 'sale') <> 'sale' then 'exchange'
         when coalesce(amount, 0) < 0 then 'negative'
         when coalesce(status, 'completed') = 'returned' and not $count_returned then 'returned'
         else 'used' end as state
  from orders
),
occasions as (
  select period /*by*/, customer_id, day, count(*) as orders
  from judged
  where state = 'used' and $merge_same_day
  group by period /*by*/, customer_id, day
),
counts as (
  select period /*by*/, state, count(*) as orders
  from judged
  group by period /*by*/, state
  union all
  select period /*by*/, 'merged' as state, sum(orders - 1) as orders
  from occasions
  group by period /*by*/
)
select period /*by*/,
  coalesce(sum(orders) filter (where state = 'unknown'), 0) as orders_unknown,
  coalesce(sum(orders) filter (where state = 'after_end'), 0) as orders_after_end,
  coalesce(sum(orders) filter (where state = 'no_customer'), 0) as orders_no_customer,
  coalesce(sum(orders) filter (where state = 'cancelled'), 0) as orders_cancelled,
  coalesce(sum(orders) filter (where state = 'exchange'), 0) as orders_exchange,
  coalesce(sum(orders) filter (where state = 'negative'), 0) as orders_negative,
  coalesce(sum(orders) filter (where state = 'returned'), 0) as orders_returned,
  coalesce(sum(orders) filter (where state = 'used'), 0) as orders_used,
  coalesce(sum(orders) filter (where state = 'merged'), 0) as orders_merged
from counts
group by period /*by*/
