-- Days from the first purchase to the second, or to the end of the data: a row a group and day, for Kaplan-Meier.
with
-- include purchases
,
-- include firsts
,
-- include customers
select period_of(first_day) as period /*by*/,
  date_diff('day', first_day, coalesce(second_day, cast($data_end as date))) as gap,
  count(second_day) as events,
  count(*) as customers
from customers
where first_day >= $known_from
group by period_of(first_day) /*by*/, date_diff('day', first_day, coalesce(second_day, cast($data_end as date)))
