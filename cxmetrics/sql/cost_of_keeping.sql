-- Customers who bought from $since on and had bought before that day: what their later purchases of that time cost in
-- discounts and in the points that they have used (one unit of the currency each), and the margin of these purchases,
-- with the sums that a mean is made of, and the largest of each.
with
-- include purchases
,
-- include firsts
,
later as (
  select purchases.customer_id, sum(coalesce(purchases.discount, 0)) as discount, sum(coalesce(purchases.margin, 0)) as margin
  from purchases
  join firsts on firsts.customer_id = purchases.customer_id
  where purchases.day > firsts.first_day and purchases.day >= $since
  group by purchases.customer_id
),
kept as (
  select later.margin, later.discount + coalesce(customers.points_used, 0) as cost
  from later
  left join customers on customers.customer_id = later.customer_id
)
select cast(null as date) as period, count(*) as n,
  sum(cost) as cost, sum(cost * cost) as cost_squares, max(cost) as cost_most,
  sum(margin) as margin, sum(margin * margin) as margin_squares, max(abs(margin)) as margin_most
from kept
