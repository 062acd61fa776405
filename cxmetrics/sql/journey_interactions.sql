-- A row a journey and stage before act to which it came (no later one was reached before) and in which it has been
-- watched for $outcome_days: the contacts before it came there, all of them (before_it) and those of the last
-- $baseline_days (interactions); by which stages it came (1 aware, 2 appeal, 3 both), on what it began and how many days
-- before; and whether it came to act in the $outcome_days after. No contact is before the first stage of a journey: in
-- that row ever counts all contacts until act, or until $outcome_days later, as a report does that heeds no landmark.
-- Contacts of one instant stand in the order of the stages.
with
-- include contacts
,
-- include ways
,
early as (
  select contacts.customer_id, contacts.occurred_at, contacts.touchpoint, contacts.stage, ways.act
  from contacts
  join ways on ways.customer_id = contacts.customer_id
  where contacts.stage < 4 and (ways.act is null or contacts.occurred_at < ways.act)
),
reached as (
  select customer_id, stage, min(occurred_at) as at_time, min(act) as act
  from early
  group by customer_id, stage
),
came as (
  select reached.customer_id, reached.stage, min(reached.at_time) as at_time, min(reached.act) as act
  from reached
  join reached as others on others.customer_id = reached.customer_id
  where date_diff('day', cast(reached.at_time as date), cast($data_end as date)) >= $outcome_days
  group by reached.customer_id, reached.stage
  having count(*) filter (where others.stage > reached.stage and others.at_time < reached.at_time) = 0
),
beside as (
  select came.customer_id, came.stage, early.touchpoint, early.stage as own,
    date_diff('day', cast(early.occurred_at as date), cast(came.at_time as date)) as days,
    date_diff('day', cast(came.at_time as date), cast(came.act as date)) as days_to_act,
    early.occurred_at < came.at_time or (early.occurred_at = came.at_time and early.stage < came.stage) as earlier,
    row_number() over (
      partition by came.customer_id, came.stage order by early.occurred_at, early.stage, early.touchpoint
    ) as place
  from came
  join early on early.customer_id = came.customer_id
)
select cast(null as date) as period, customer_id, stage,
  count(*) filter (where earlier) as before_it,
  count(*) filter (where earlier and days <= $baseline_days) as interactions,
  count(*) filter (where days >= -$outcome_days) as ever,
  coalesce(max(case when earlier and own = 1 then 1 end), 0)
    + coalesce(max(case when earlier and own = 2 then 2 end), 0) as way,
  min(touchpoint) filter (where place = 1) as first_touch,
  max(days) as tenure,
  max(case when days_to_act <= $outcome_days then 1 else 0 end) as acted
from beside
group by customer_id, stage
order by customer_id, stage
