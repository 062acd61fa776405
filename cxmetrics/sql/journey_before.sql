-- Customers whose way to the first purchase is known, by the contacts on it, that with the purchase among them, and the
-- whole minutes that they lasted together; seconds are their sum.
with
-- include contacts
,
early as (
  select customer_id, count(*) as contacts, sum(coalesce(duration_s, 0)) as seconds, count(duration_s) as timed
  from contacts
  where occurred_at <= bought_at
  group by customer_id
)
select cast(null as date) as period, contacts, cast(floor(seconds / 60.0) as integer) as minutes,
  count(*) as n, sum(seconds) as seconds, sum(seconds * seconds) as squares, sum(timed) as timed
from early
group by contacts, cast(floor(seconds / 60.0) as integer)
