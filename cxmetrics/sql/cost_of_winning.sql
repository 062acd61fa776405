-- Customers who first bought from $since on and whose acquisition cost is known, by what brought them, with the sums that
-- a mean is made of, and the largest of them.
with
-- include purchases
,
-- include firsts
select cast(null as date) as period, customers.acquisition_source, count(*) as n,
  sum(customers.acquisition_cost) as total,
  sum(customers.acquisition_cost * customers.acquisition_cost) as squares,
  max(customers.acquisition_cost) as most
from firsts
join customers on customers.customer_id = firsts.customer_id
where firsts.first_day >= $since and firsts.first_day >= $known_from and customers.acquisition_cost is not null
group by customers.acquisition_source
