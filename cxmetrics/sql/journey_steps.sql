-- Journeys that came to a stage by a contact of its own, by the stage to which they went on first, and the days until
-- then, counted up: 1 is within 24 hours. 0 is the stage of those who have not gone on, and their days are those until
-- the end of $data_end.
with
-- include contacts
,
-- include ways
,
steps as (
  select 1 as stage, aware as since, appeal as second_at, ask as third_at, act as fourth_at from before
  union all
  select 2 as stage, appeal as since, null as second_at, ask as third_at, act as fourth_at from before
  union all
  select 3 as stage, ask as since, null as second_at, null as third_at, act as fourth_at from before
),
moves as (
  select stage, since, second_at, third_at, fourth_at, least(second_at, third_at, fourth_at) as next_at
  from (
    select stage, since,
      case when second_at >= since then second_at end as second_at,
      case when third_at >= since then third_at end as third_at,
      case when fourth_at >= since then fourth_at end as fourth_at
    from steps
    where since is not null
  ) as later
  union all
  select 4 as stage, act as since, null as second_at, null as third_at, null as fourth_at,
    case when advocate >= act then advocate end as next_at
  from before
  where act is not null
),
timed as (
  select stage,
    case
      when next_at is null then 0 when stage = 4 then 5
      when next_at = second_at then 2 when next_at = third_at then 3 else 4
    end as next_stage,
    ceil(date_diff('second', since, coalesce(next_at, cast(date_add(cast($data_end as date), interval 1 day) as timestamp)))
         / 86400.0) as days
  from moves
)
select cast(null as date) as period, stage, next_stage, cast(days as integer) as days, count(*) as n
from timed
group by stage, next_stage, days
