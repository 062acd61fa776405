-- What customers brought in the year after the window of the repeat rate, by segment and by whether they bought in it.
with
-- include purchases
,
-- include firsts
,
later as (
  select customer_id,
    max(case when age > 0 and age <= $within_days then 1 else 0 end) as repeated,
    coalesce(sum(case when age > $within_days and age <= $within_days + $further_days then margin end), 0) as margin
  from (
    select firsts.customer_id, firsts.first_day, purchases.margin, date_diff('day', firsts.first_day, purchases.day) as age
    from firsts
    join purchases on purchases.customer_id = firsts.customer_id
    where firsts.first_day >= $known_from and firsts.first_day <= $first_to
  ) as aged
  group by customer_id
)
select cast(null as date) as period, customers.segment, later.repeated, count(*) as units, sum(later.margin) as total,
  sum(later.margin * later.margin) as squares
from later
left join customers on customers.customer_id = later.customer_id
group by customers.segment, later.repeated
