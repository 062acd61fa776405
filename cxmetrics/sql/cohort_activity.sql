-- Customers by month of their first purchase and by age in calendar months: who bought in that month of age, and of
-- these who never bought later. Age 0 is the size of the cohort.
-- The grouping values are those of the first purchase.
with
-- include purchases
,
-- include firsts
,
-- include people
,
months as (
  select distinct purchases.customer_id,
    cast((extract(year from day) - extract(year from people.first_day)) * 12
      + extract(month from day) - extract(month from people.first_day) as integer) as age
  from purchases
  join people on people.customer_id = purchases.customer_id
),
lasts as (
  select customer_id, max(age) as last_age from months group by customer_id
)
select period_of(first_day) as period /*by*/, age, count(*) as active,
  count(*) filter (where age = last_age) as last_active,
  count(*) filter (where first_day < $known_from) as in_burn_in
from months
join lasts using (customer_id)
join people using (customer_id)
group by period_of(first_day) /*by*/, age
