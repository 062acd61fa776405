people as (
  select customer_id, min(first_day) as first_day /*min_by*/
  from purchases
  join firsts using (customer_id)
  where ordered_at = first_at
  group by customer_id
)
