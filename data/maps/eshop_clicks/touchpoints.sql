select
  "session ID" as customer_id,
  case
    when regexp_full_match(year || '-' || month || '-' || day, '\d{4}-\d{1,2}-\d{1,2}')
      and try_cast("order" as integer) between 0 and 86399
    then year || '-' || lpad(month, 2, '0') || '-' || lpad(day, 2, '0') || ' '
      || strftime(timestamp '2008-01-01' + to_seconds(try_cast("order" as integer)), '%H:%M:%S')
    else year || '-' || month || '-' || day || ' ' || "order"
  end as occurred_at,
  case "page 1 (main category)"
    when '1' then 'trousers' when '2' then 'skirts' when '3' then 'blouses' when '4' then 'sale'
    else "page 1 (main category)"
  end as touchpoint,
  'web' as channel,
  case when cx_text(country) = '29' then 'Poland' else 'other' end as country,
  page as page_of_shop,
  __same, __file, __line, 1 as __rows
from source
