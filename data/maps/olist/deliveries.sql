-- The promise is a day: its time is always midnight.
select
  order_id,
  regexp_replace(order_estimated_delivery_date, '[ T]00:00:00$', '') as promised_on,
  order_delivered_carrier_date as dispatched_at,
  order_delivered_customer_date as delivered_at,
  customers.customer_state as region,
  __file, __line, 1 as __rows
from source
left join customers on customers.customer_id = source.customer_id
