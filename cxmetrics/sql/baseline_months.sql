-- New customers, purchase occasions, customers active at the start of the month and service contacts, by month and segment.
-- Active: with a purchase in the $active_days days before the month. A customer is new with the first purchase.
with
-- include purchases
,
-- include firsts
,
-- include active
,
counted as (
  select 'new_customers' as quantity, customer_id, first_day as day from firsts where first_day >= $new_from
  union all
  select 'orders' as quantity, customer_id, day from occasions
  union all
  select 'active_customers' as quantity, customer_id, start_day as day from active
  union all
  select 'contacts' as quantity, customer_id, cast(opened_at as date) as day
  from tickets
  where cast(opened_at as date) >= $contacts_from
)
select cast(null as date) as period, cast(date_trunc('month', counted.day) as date) as month, counted.quantity, customers.segment, count(*) as total
from counted
left join customers on customers.customer_id = counted.customer_id
where counted.day >= $counted_from and counted.day < $until
group by cast(date_trunc('month', counted.day) as date), counted.quantity, customers.segment
