-- An order was paid in one or several parts: the amount is their sum, the means that of the largest part. Its category
-- is that of its dearest item, in English where there is a name.
with paid as (
  select
    order_id, cx_sum(payment_value) as amount,
    first(payment_type order by cx_number(payment_value) desc nulls last, payment_sequential) as payment
  from payments
  group by order_id
),
dearest as (
  select
    order_id, first(product_id order by cx_number(price) desc nulls last, order_item_id) as product_id
  from items
  group by order_id
)
select
  source.order_id,
  customers.customer_unique_id as customer_id,
  order_purchase_timestamp as ordered_at,
  paid.amount,
  'BRL' as currency,
  case when order_status in ('canceled', 'unavailable') then 'cancelled' else 'completed' end as status,
  paid.payment,
  coalesce(names.product_category_name_english, cx_text(products.product_category_name)) as category,
  __file, __line, 1 as __rows
from source
left join customers on customers.customer_id = source.customer_id
left join paid on paid.order_id = source.order_id
left join dearest on dearest.order_id = source.order_id
left join products on products.product_id = dearest.product_id
left join names on names.product_category_name = products.product_category_name
