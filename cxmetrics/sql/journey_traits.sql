-- What is known of each customer, and of the first purchase: by this the rules of personas choose.
with
-- include purchases
,
-- include firsts
,
traits as (
  select purchases.customer_id, min(orders.channel) as channel, min(orders.category) as category,
    min(orders.device) as device, min(orders.first_touch) as first_touch
  from purchases
  join firsts on firsts.customer_id = purchases.customer_id and purchases.ordered_at = firsts.first_at
  join orders on orders.order_id = purchases.order_id
  group by purchases.customer_id
)
select cast(null as date) as period, coalesce(customers.customer_id, traits.customer_id) as customer_id,
  customers.segment, customers.region, customers.birth_year, customers.consent, customers.acquisition_source,
  traits.channel, traits.category, traits.device, traits.first_touch
from customers
full join traits on traits.customer_id = customers.customer_id
