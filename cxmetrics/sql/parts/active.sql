occasions as (
  select customer_id, day, sum(amount) as amount, case when count(margin) = count(*) then sum(margin) end as margin
  from purchases
  group by customer_id, day
),
starts as (
  select distinct cast(date_trunc('month', day) as date) as start_day from purchases where day >= $active_from and day < $until
  union
  select cast($until as date) as start_day
),
active as (
  select distinct starts.start_day, occasions.customer_id,
    cast(12 * extract(year from starts.start_day) + extract(month from starts.start_day) as integer) as nth
  from starts
  join occasions on occasions.day < starts.start_day
    and date_diff('day', occasions.day, starts.start_day) <= $active_days
)
