customers as (
  select customer_id, min(first_day) as first_day /*min_by*/,
    case when $merge_same_day or count(*) filter (where day = first_day) < 2
         then min(day) filter (where day > first_day)
         else min(first_day) end as second_day
  from purchases
  join firsts using (customer_id)
  group by customer_id
)
