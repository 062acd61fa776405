-- The file numbers no orders: the number is made of the day and the line. Two purchases on one day stay two.
select
  day || '-' || __line as order_id,
  customer as customer_id,
  regexp_replace(day, '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3') as ordered_at,
  dollars as amount,
  'USD' as currency,
  __file, __line, 1 as __rows
from source
