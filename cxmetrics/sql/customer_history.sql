-- Customers by their history until $cutoff: days with a purchase after the first (repeats), days from the first to the
-- last purchase (recency) and from the first to $cutoff (age), and the mean amount of a repeat purchase. Customers who
-- are alike are one row. Held: the days with a purchase after $cutoff, of customers who had bought by then.
-- The grouping values are those of the first purchase.
with
-- include purchases
,
-- include firsts
,
-- include people
,
days as (
  select customer_id, day, sum(amount) as amount from purchases group by customer_id, day
),
histories as (
  select customer_id,
    count(*) filter (where day > first_day and day <= $cutoff) as repeats,
    max(day) filter (where day <= $cutoff) as last_day,
    sum(amount) filter (where day > first_day and day <= $cutoff) as spent,
    count(*) filter (where day > $cutoff) as held
  from days
  join people using (customer_id)
  where first_day <= $cutoff and first_day >= $known_from
  group by customer_id
)
select cast(null as date) as period /*by*/, repeats,
  date_diff('day', first_day, last_day) as recency,
  date_diff('day', first_day, cast($cutoff as date)) as age,
  coalesce(1.0 * spent / nullif(repeats, 0), 0) as spend,
  count(*) as customers, sum(held) as held, sum(held * held) as held_squared
from histories
join people using (customer_id)
group by repeats /*by*/, date_diff('day', first_day, last_day), date_diff('day', first_day, cast($cutoff as date)),
  coalesce(1.0 * spent / nullif(repeats, 0), 0)
