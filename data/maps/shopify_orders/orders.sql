-- An order that was cancelled, or whose payment was voided or expired, is cancelled; one that is refunded in whole is
-- returned, in part partly_returned. One that is not yet paid (pending, authorized) counts as placed.
with orders as (
  select
    cx_one(Name) as order_id,
    lower(cx_one(Email)) as customer_id,
    cx_one("Created at") as ordered_at,
    cx_one(Total) as amount,
    upper(cx_one(Currency)) as currency,
    cx_one(Source) as channel,
    lower(cx_one("Financial Status")) as paid,
    cx_one("Cancelled at") as cancelled,
    coalesce(cx_number(cx_one("Refunded Amount")), 0) as refunded,
    cx_one("Discount Amount") as discount,
    cx_one("Payment Method") as payment,
    coalesce(cx_one("Shipping Country"), cx_one("Billing Country")) as country,
    case
      when cx_differ(lower(Email)) then 'customer_id'
      when cx_differ("Created at") then 'ordered_at'
      when cx_differ(Total) then 'amount'
      when cx_differ(Currency) then 'currency'
      when cx_differ("Financial Status") or cx_differ("Cancelled at") then 'status'
      when cx_differ(Source) then 'channel'
    end as __differs,
    __file, min(__line) as __line, count(*) as __rows
  from source
  group by __file, cx_text(Name), case when cx_text(Name) is null then __line end
)
select
  order_id, customer_id,
  regexp_replace(ordered_at, ' ([+-]\d{2}):?(\d{2})$', '\1:\2') as ordered_at,
  amount, currency, channel,
  case
    when cancelled is not null or paid in ('voided', 'expired') then 'cancelled'
    when paid = 'refunded' or (refunded > 0 and refunded >= cx_number(amount)) then 'returned'
    when paid = 'partially_refunded' or refunded > 0 then 'partly_returned'
    else 'completed'
  end as status,
  discount, payment, country,
  __differs, __file, __line, __rows
from orders
