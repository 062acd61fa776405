-- Customers whose first purchase was from $since on, and how many of them another customer had brought; and all who
-- bought from then on, with how many of them brought somebody who bought first in that time.
with
-- include purchases
,
brought as (
  select customer_id, max(referrer_id) as referrer_id
  from orders
  where referrer_id <> customer_id and cast(ordered_at as date) <= $data_end
  group by customer_id
),
people as (
  select purchases.customer_id, min(purchases.day) as first_day, max(purchases.day) as last_day,
    max(brought.referrer_id) as referrer_id
  from purchases
  left join brought on brought.customer_id = purchases.customer_id
  group by purchases.customer_id
),
referrers as (
  select distinct referrer_id as customer_id from people where first_day >= $since and referrer_id is not null
)
select cast(null as date) as period,
  count(*) filter (where first_day >= $since) as won,
  count(*) filter (where first_day >= $since and people.referrer_id is not null) as referred,
  count(*) filter (where last_day >= $since) as buyers,
  count(*) filter (where last_day >= $since and referrers.customer_id is not null) as referrers
from people
left join referrers on referrers.customer_id = people.customer_id
