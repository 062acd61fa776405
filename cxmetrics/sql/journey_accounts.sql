-- What became of the rows of touchpoints: used; without a time, a customer or a touchpoint; later than $data_end, or
-- earlier than $window_from (these only tell who began earlier); of a touchpoint that is not in the register; of a
-- customer with more than $most_contacts. Beside them, of those used: before the account of the customer was opened, and
-- at the very instant of another one of the same customer.
with named as (
  select touchpoint,
    case when strpos(touchpoint, '|') = 0 and strpos($registered, concat('|', touchpoint, '|')) > 0
         then 1 else 0 end as known
  from (select distinct touchpoint from touchpoints where touchpoint is not null) as used
),
crowds as (
  select customer_id
  from touchpoints
  where customer_id is not null and cast(occurred_at as date) <= $data_end
  group by customer_id
  having count(*) > $most_contacts
),
judged as (
  select touchpoints.customer_id, touchpoints.occurred_at, touchpoints.touchpoint,
    case
      when occurred_at is null then 'no time'
      when cast(occurred_at as date) > $data_end then 'later'
      when cast(occurred_at as date) < $window_from then 'earlier'
      when touchpoints.customer_id is null then 'no customer'
      when touchpoints.touchpoint is null then 'no touchpoint'
      when crowds.customer_id is not null then 'crowd'
      when coalesce(named.known, 0) = 0 then 'unknown'
      else 'used'
    end as fate
  from touchpoints
  left join named on named.touchpoint = touchpoints.touchpoint
  left join crowds on crowds.customer_id = touchpoints.customer_id
),
instants as (
  select customer_id, occurred_at, count(*) as contacts
  from judged
  where fate = 'used'
  group by customer_id, occurred_at
  having count(*) > 1
)
select cast(null as date) as period, fate, case when fate = 'unknown' then touchpoint else '' end as name,
  count(*) as contacts, count(distinct customer_id) as n
from judged
group by fate, case when fate = 'unknown' then touchpoint else '' end
union all
select cast(null as date) as period, 'before joining' as fate, '' as name, count(*) as contacts,
  count(distinct judged.customer_id) as n
from judged
join customers on customers.customer_id = judged.customer_id
where judged.fate = 'used' and judged.occurred_at < customers.joined_at
union all
select cast(null as date) as period, 'same instant' as fate, '' as name, coalesce(sum(contacts), 0) as contacts,
  count(distinct customer_id) as n
from instants
