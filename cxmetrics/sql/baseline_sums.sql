-- What the mean of each quantity and its error are made of, by segment: over customers, w rows and s, their sum. Rows are
-- occasions, new customers, contacts, and customers with the months at whose start they were active.
-- What an order that was asked back costs: its amount at the margin of the orders that were not, less its own margin.
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
  select quantity, customer_id, 1.0 * count(*) as w, sum(x) as s, sum(x * x) as squares
  from measured
  where day >= $counted_from and day < $until
  group by quantity, customer_id
)
select cast(null as date) as period, people.quantity, customers.segment, count(*) as units, sum(people.w) as w,
  sum(people.s) as wx, sum(people.w * people.w) as ww, sum(people.w * people.s) as ws, sum(people.s * people.s) as ss,
  sum(people.squares) as squares, sum(abs(people.s)) as size, max(abs(people.s)) as most
from people
left join customers on customers.customer_id = people.customer_id
group by people.quantity, customers.segment
