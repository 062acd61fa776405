-- Customers by group of their first purchase and by days until the second, or until the end of the data:
-- who could be observed for the whole window (n), who of these bought again within it, and, for Kaplan-Meier, who
-- was watched at all and who came back. A customer who was not observable leaves the numerator too.
-- The grouping values are those of the first purchase.
with
-- include purchases
,
-- include firsts
,
-- include customers
select period_of(first_day) as period /*by*/,
  date_diff('day', first_day, coalesce(second_day, cast($data_end as date))) as gap,
  count(*) as customers,
  count(*) filter (where first_day < $known_from) as in_burn_in,
  count(*) filter (where first_day >= $known_from) as watched,
  count(second_day) filter (where first_day >= $known_from) as events,
  count(*) filter (where first_day >= $known_from and first_day <= $observable_to) as n,
  count(*) filter (
    where first_day >= $known_from and first_day <= $observable_to
      and date_diff('day', first_day, second_day) <= $within_days
  ) as repeated
from customers
group by period_of(first_day) /*by*/, date_diff('day', first_day, coalesce(second_day, cast($data_end as date)))
