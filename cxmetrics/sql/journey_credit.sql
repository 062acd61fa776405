-- Steps of the ways to act over touchpoints of the stages before it: from each touchpoint (empty: the beginning) to the
-- next, or to the end: $acted, or $left (nothing for $inactive_days); and to nothing, once for each way that came there.
-- Ways that are open yet are not counted, nor those that began less than $inactive_days ago, of which only those that
-- came to act have an end. converted says whether the way came to act.
with
-- include contacts
,
-- include ways
,
closed as (
  select customer_id, act, case when act is not null then 1 else 0 end as converted
  from before
  where date_diff('day', cast(started_at as date), cast($data_end as date)) >= $inactive_days
    and (act is not null or date_diff('day', cast(last_contact as date), cast($data_end as date)) >= $inactive_days)
),
early as (
  select contacts.customer_id, contacts.touchpoint, closed.converted,
    row_number() over (partition by contacts.customer_id order by occurred_at, stage, touchpoint) as nth,
    lead(contacts.touchpoint) over (partition by contacts.customer_id order by occurred_at, stage, touchpoint) as next_one
  from contacts
  join closed on closed.customer_id = contacts.customer_id
  where contacts.stage < 4 and contacts.occurred_at <= coalesce(closed.act, contacts.occurred_at)
),
steps as (
  select '' as touchpoint, touchpoint as next_touchpoint, converted, customer_id from early where nth = 1
  union all
  select touchpoint, coalesce(next_one, case when converted = 1 then $acted else $left end) as next_touchpoint, converted,
    customer_id
  from early
  union all
  select distinct touchpoint, '' as next_touchpoint, converted, customer_id
  from early
)
select cast(null as date) as period, touchpoint, next_touchpoint, converted, count(*) as n
from steps
group by touchpoint, next_touchpoint, converted
