-- A row for the customers of $segment (reached) and one for all others: sums over customers of w rows of $quantity and s,
-- their sum, in the days before an initiative (w0, s0) and in as many after it (w1, s1), and of their products.
with
-- include purchases
,
-- include firsts
,
-- include active
,
-- include measured
,
people as (
  select measured.customer_id,
    1.0 * count(*) filter (where day < $before_to) as w0, coalesce(sum(x) filter (where day < $before_to), 0) as s0,
    1.0 * count(*) filter (where day >= $after_from) as w1, coalesce(sum(x) filter (where day >= $after_from), 0) as s1
  from measured
  where quantity = $quantity
    and ((day >= $before_from and day < $before_to) or (day >= $after_from and day < $after_to))
  group by measured.customer_id
)
select cast(null as date) as period, case when customers.segment = $segment then 1 else 0 end as reached,
  count(*) as units, count(*) filter (where w0 > 0) as units0, count(*) filter (where w1 > 0) as units1,
  sum(w0) as w0, sum(s0) as s0, sum(w0 * w0) as w0w0, sum(w0 * s0) as w0s0, sum(s0 * s0) as s0s0,
  sum(w1) as w1, sum(s1) as s1, sum(w1 * w1) as w1w1, sum(w1 * s1) as w1s1, sum(s1 * s1) as s1s1,
  sum(w0 * w1) as w0w1, sum(w0 * s1) as w0s1, sum(s0 * w1) as s0w1, sum(s0 * s1) as s0s1
from people
left join customers on customers.customer_id = people.customer_id
group by case when customers.segment = $segment then 1 else 0 end
