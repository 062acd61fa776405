-- Journeys that began from $since on, a journey a person, by the stage that they reached: how many, how many of
-- them have been watched for as long as the way to the next stage is given ($aware_days …), how many of those went on in
-- that time, and how many have gone quiet: no contact and no purchase for $quiet_days. $rule says when a stage is
-- reached: furthest (by the first contact of it or of a later one), touched (by one of its own), ordered (by one of its
-- own after those before it). What is before act counts until then only; an order is act. Nobody goes on to what was
-- before.
with
-- include contacts
,
-- include ways
,
second as (
  select contacts.customer_id, min(contacts.occurred_at) as at_time
  from contacts
  join before on before.customer_id = contacts.customer_id
  where $rule = 'ordered' and contacts.stage = 2 and contacts.occurred_at >= before.aware
    and contacts.occurred_at <= coalesce(before.act, contacts.occurred_at)
  group by contacts.customer_id
),
third as (
  select contacts.customer_id, min(contacts.occurred_at) as at_time
  from contacts
  join second on second.customer_id = contacts.customer_id
  join before on before.customer_id = contacts.customer_id
  where contacts.stage = 3 and contacts.occurred_at >= second.at_time
    and contacts.occurred_at <= coalesce(before.act, contacts.occurred_at)
  group by contacts.customer_id
),
fifth as (
  select contacts.customer_id, min(contacts.occurred_at) as at_time
  from contacts
  join third on third.customer_id = contacts.customer_id
  join before on before.customer_id = contacts.customer_id
  where contacts.stage = 5 and contacts.occurred_at >= before.act
  group by contacts.customer_id
),
reached as (
  select before.customer_id,
    greatest(cast(last_contact as date), last_bought) as last_day,
    case $rule when 'furthest' then least(aware, appeal, ask, act, advocate) else aware end as aware,
    case $rule
      when 'furthest' then least(appeal, ask, act, advocate)
      when 'touched' then appeal
      else second.at_time
    end as appeal,
    case $rule
      when 'furthest' then least(ask, act, advocate)
      when 'touched' then ask
      else third.at_time
    end as ask,
    case $rule
      when 'furthest' then least(act, advocate)
      when 'touched' then act
      else case when third.at_time is not null then act end
    end as act,
    case $rule
      when 'furthest' then advocate
      when 'touched' then advocate
      else fifth.at_time
    end as advocate,
    case
      when advocate is not null then 5 when act is not null then 4 when ask is not null then 3
      when appeal is not null then 2 else 1
    end as furthest
  from before
  left join second on second.customer_id = before.customer_id
  left join third on third.customer_id = before.customer_id
  left join fifth on fifth.customer_id = before.customer_id
  where coalesce(aware, appeal, ask, act, advocate) is not null
),
steps as (
  select 1 as stage, aware as since, appeal as next_at, $aware_days as days, furthest, last_day from reached
  union all
  select 2 as stage, appeal as since, ask as next_at, $appeal_days as days, furthest, last_day from reached
  union all
  select 3 as stage, ask as since, act as next_at, $ask_days as days, furthest, last_day from reached
  union all
  select 4 as stage, act as since, advocate as next_at, $act_days as days, furthest, last_day from reached
  union all
  select 5 as stage, advocate as since, null as next_at, 0 as days, furthest, last_day from reached
),
entered as (
  select stage, cast(since as date) as day, case when next_at >= since then cast(next_at as date) end as next_day, days,
    furthest, last_day
  from steps
  where since is not null
)
select cast(null as date) as period, stage, count(*) as n,
  count(*) filter (where date_diff('day', day, cast($data_end as date)) >= days) as ready,
  count(*) filter (where date_diff('day', day, cast($data_end as date)) >= days
                     and date_diff('day', day, next_day) <= days) as moved,
  count(*) filter (where furthest = stage and date_diff('day', day, cast($data_end as date)) >= $quiet_days) as stayed,
  count(*) filter (where furthest = stage and date_diff('day', day, cast($data_end as date)) >= $quiet_days
                     and date_diff('day', last_day, cast($data_end as date)) >= $quiet_days) as quiet
from entered
group by stage
