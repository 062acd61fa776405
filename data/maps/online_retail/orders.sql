-- Invoice lines summed to orders. A number that begins with C cancels an earlier invoice; one that
-- begins with A corrects a bad debt and is no sale; an invoice whose quantities sum to nothing or less is a
-- stock correction, which shows as a negative amount.
with lines as (
  select InvoiceNo, InvoiceDate, Country, __line, __file,
    cast(cast(nullif(cast(CustomerID as varchar), '') as double) as bigint) as customer,
    cast(Quantity as double) as quantity,
    cast(Quantity as double) * cast(UnitPrice as double) as value
  from source
)
select
  InvoiceNo as order_id,
  cast(max(customer) as varchar) as customer_id,
  min(InvoiceDate) as ordered_at,
  case when sum(quantity) > 0 then sum(value) else -abs(sum(value)) - 0.01 end as amount,
  case when InvoiceNo like 'C%' then 'cancelled' else 'completed' end as status,
  max(Country) as country,
  min(__line) as __line,
  min(__file) as __file,
  count(*) as __rows
from lines
group by InvoiceNo
