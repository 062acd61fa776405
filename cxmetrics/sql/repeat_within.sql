-- Customers by group of their first purchase: who could be observed for the whole window, and who of
-- these bought again within it. A customer who was not observable leaves the numerator too.
-- The grouping values are those of the first purchase.
with
-- include purchases
,
-- include firsts
,
-- include customers
select period_of(first_day) as period /*by*/,
  count(*) as customers,
  count(*) filter (where first_day < $known_from) as in_burn_in,
  count(*) filter (where first_day >= $known_from and first_day <= $observable_to) as n,
  count(*) filter (
    where first_day >= $known_from and first_day <= $observable_to
      and date_diff('day', first_day, second_day) <= $within_days
  ) as repeated
from customers
group by period_of(first_day) /*by*/
