-- Ways to act: the stages, or the touchpoints before act, through which a journey came until its first purchase (or first
-- contact of act), repeats taken together where $collapsed, and how it ended: act, left (nothing for $inactive_days), or
-- open; so are all that began less than $inactive_days ago, of which only those that came to act have an end. Ways of
-- more than $longest steps are cut there. $of_stages says which of both.
with
-- include contacts
,
-- include ways
,
early as (
  select contacts.customer_id, contacts.occurred_at, contacts.stage,
    case when $of_stages then cast(contacts.stage as varchar) else contacts.touchpoint end as step,
    before.act
  from contacts
  join before on before.customer_id = contacts.customer_id
  where contacts.stage < 4 and contacts.occurred_at <= coalesce(before.act, contacts.occurred_at)
),
marked as (
  select customer_id, occurred_at, stage, step,
    lag(step) over (partition by customer_id order by occurred_at, stage, step) as previous
  from early
),
turns as (
  select customer_id, occurred_at, stage, step,
    row_number() over (partition by customer_id order by occurred_at, stage, step) as nth
  from marked
  where previous is null or previous <> step or not $collapsed
),
paths as (
  select customer_id, string_agg(step, '|' order by nth) as path
  from turns
  where nth <= $longest
  group by customer_id
),
ended as (
  select coalesce(paths.path, '') as path,
    case
      when date_diff('day', cast(before.started_at as date), cast($data_end as date)) < $inactive_days then 'open'
      when before.act is not null then 'act'
      when date_diff('day', cast(before.last_contact as date), cast($data_end as date)) >= $inactive_days then 'left'
      else 'open'
    end as ending
  from before
  left join paths on paths.customer_id = before.customer_id
)
select cast(null as date) as period, path, ending, count(*) as n
from ended
group by path, ending
