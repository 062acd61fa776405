-- Customers whose way to the first purchase is known, by the contacts on it, that with the purchase among them, and the
-- whole minutes that they lasted together, unknown where one of them is; seconds are their sum.
with
-- include contacts
,
early as (
  select customer_id, count(*) as contacts,
    case when count(duration_s) = count(*) then sum(duration_s) end as seconds
  from contacts
  where occurred_at <= bought_at
  group by customer_id
)
select cast(null as date) as period, contacts, cast(floor(seconds / 60.0) as integer) as minutes,
  count(*) as n, sum(seconds) as seconds, sum(seconds * seconds) as squares
from early
group by contacts, cast(floor(seconds / 60.0) as integer)
