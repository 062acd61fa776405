purchases as (
  select order_id, customer_id, ordered_at, cast(ordered_at as date) as day, amount, margin, discount, channel /*by*/
  from orders
  where customer_id is not null
    and coalesce(status, 'completed') <> 'cancelled'
    and (coalesce(status, 'completed') <> 'returned' or $count_returned)
    and coalesce(kind, 'sale') = 'sale'
    and coalesce(amount, 0) >= 0
    and cast(ordered_at as date) <= $data_end
)
