firsts as (
  select customer_id, min(ordered_at) as first_at, cast(min(ordered_at) as date) as first_day
  from purchases
  group by customer_id
)
