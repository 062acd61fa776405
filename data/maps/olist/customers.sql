-- One line an order; a person whose orders went to several states has none.
select
  customer_unique_id as customer_id,
  case when count(distinct cx_text(customer_state)) = 1 then max(cx_text(customer_state)) end as region,
  __file, min(__line) as __line, count(*) as __rows
from source
group by customer_unique_id, case when cx_text(customer_unique_id) is null then __line end, __file
