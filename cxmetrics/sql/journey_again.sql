-- A row a customer whose journey began from $since on and whose first purchase has been watched for $baseline_days and
-- $outcome_days: the contacts after it in the $baseline_days from its day on (after), all of them until the end of both
-- windows (ever), those before it, and whether the customer bought on another day before the landmark (could: not so) and
-- until the end. Contacts at a touchpoint of $help are not counted, since they follow what went wrong. Grouping values are
-- those of the first purchase.
with
-- include contacts
,
-- include purchases
,
-- include firsts
,
-- include people
,
counted as (
  select firsts.customer_id,
    count(*) filter (where occurred_at <= first_at) as before_it,
    count(*) filter (where occurred_at > first_at
                       and date_diff('day', first_day, cast(occurred_at as date)) < $baseline_days) as after,
    count(*) filter (where occurred_at > first_at
                       and date_diff('day', first_day, cast(occurred_at as date)) < $baseline_days + $outcome_days) as ever
  from firsts
  join contacts on contacts.customer_id = firsts.customer_id
  where strpos($help, concat('|', touchpoint, '|')) = 0
  group by firsts.customer_id
),
again as (
  select firsts.customer_id, min(date_diff('day', first_day, day)) as days
  from firsts
  join purchases on purchases.customer_id = firsts.customer_id
  where day > first_day
  group by firsts.customer_id
)
select cast(null as date) as period, people.customer_id /*by*/,
  coalesce(counted.before_it, 0) as before_it, coalesce(counted.after, 0) as after, coalesce(counted.ever, 0) as ever,
  case when again.days < $baseline_days then 0 else 1 end as could,
  case when again.days < $baseline_days + $outcome_days then 1 else 0 end as bought_again
from people
join persons on persons.customer_id = people.customer_id
left join counted on counted.customer_id = people.customer_id
left join again on again.customer_id = people.customer_id
where date_diff('day', people.first_day, cast($data_end as date)) >= $baseline_days + $outcome_days - 1
order by people.customer_id
