-- Invoice lines summed to orders. A number that begins with C cancels an earlier invoice, one that begins with A
-- corrects a bad debt; an invoice whose quantities sum to nothing or less is a stock correction, which no customer
-- made. None of them is a sale: they count as cancelled, corrections of the stock with a negative amount.
with lines as (
  select
    cx_text(InvoiceNo) as invoice, InvoiceDate, cx_text(Country) as country, __line, __file,
    regexp_replace(cx_text(CustomerID), '\.0+$', '') as customer,
    cast(Quantity as varchar) as quantity,
    cx_product(cast(Quantity as varchar), cast(UnitPrice as varchar)) as value
  from source
),
invoices as (
  select
    invoice, max(customer) as customer, min(InvoiceDate) as ordered_at, max(country) as country,
    cx_sum(value) as amount, sum(cx_number(quantity)) as pieces,
    min(__line) as __line, __file, count(*) as __rows
  from lines
  group by __file, coalesce(invoice, cast(__line as varchar)), invoice
)
select
  invoice as order_id,
  customer as customer_id,
  ordered_at,
  case
    when pieces > 0 or cx_bad(amount) then amount
    else cast(-abs(cx_exact(amount)) - 0.01 as varchar)
  end as amount,
  'GBP' as currency,
  case when left(invoice, 1) in ('C', 'A') or pieces <= 0 then 'cancelled' else 'completed' end as status,
  country,
  __line, __file, __rows
from invoices
