-- The customer path of the last year, by the furthest stage: journeys a stage and who went on in time, contacts and
-- customers a touchpoint, and the next touchpoint within 30 days.
-- Fast: one pass gives a row a customer with the first contact of each stage; only contacts of the last year are put in
-- order, and only by their customer, time and the number of their touchpoint, which stand for its stage and name too.
with register as (
  select unnest(['advertising', 'newsletter', 'mobile_app', 'website', 'chatbot', 'product_page', 'checkout', 'payment',
    'referral', 'review_written']) as touchpoint, unnest(range(10)) as place, unnest(range(10)) // 2 + 1 as stage
),
known as (
  select customer_id, occurred_at, touchpoint, place, stage
  from touchpoints
  left join register using (touchpoint)
  where customer_id is not null and occurred_at < '2026-11-01'
),
customers as (
  select customer_id, count(*) as contacts, min(occurred_at) as started,
    min(occurred_at) filter (stage = 1) as aware,
    min(occurred_at) filter (stage = 2) as appeal,
    min(occurred_at) filter (stage = 3) as ask,
    min(occurred_at) filter (stage = 4) as act,
    min(occurred_at) filter (stage = 5) as advocate
  from known
  group by customer_id
),
counted as (
  select if(aware <= act or act is null, aware, null) as aware, if(appeal <= act or act is null, appeal, null) as appeal,
    if(ask <= act or act is null, ask, null) as ask, act, advocate
  from customers
  where contacts <= 2000 and started >= '2025-11-01'
),
reached as (
  select unnest([1, 2, 3, 4, 5]) as stage, unnest([least(aware, appeal, ask, act, advocate)::date,
      least(appeal, ask, act, advocate)::date, least(ask, act, advocate)::date, least(act, advocate)::date,
      advocate::date]) as day,
    unnest([least(appeal, ask, act, advocate)::date, least(ask, act, advocate)::date, least(act, advocate)::date,
      advocate::date, null]) as next_day,
    unnest([60, 60, 60, 180, null]) as days
  from counted
),
stages as (
  select stage, count(*) as n, count(*) filter ('2026-10-31' - day >= days) as ready,
    count(*) filter ('2026-10-31' - day >= days and next_day - day <= days) as moved
  from reached
  where day is not null
  group by stage
),
recent as (
  select customer_id, occurred_at, place
  from known
  where place is not null and occurred_at >= '2025-11-01'
    and customer_id not in (select customer_id from customers where contacts > 2000)
),
used as (
  select customer_id, place, count(*) as contacts from recent group by all
),
places as (
  select place, count(*) as n, sum(contacts) as contacts, (select count(distinct customer_id) from used) as everybody
  from used
  group by place
),
ordered as (
  select occurred_at::date as day, place,
    lead(occurred_at::date) over following as next_day,
    lead(place) over following as next_place
  from recent
  window following as (partition by customer_id order by occurred_at, place)
),
moves as (
  select place, if(next_day - day <= 30, next_place, null) as next_place, count(*) as moves
  from ordered
  where next_day - day <= 30 or '2026-10-31' - day >= 30
  group by all
)
select 'stage' as what, ['aware', 'appeal', 'ask', 'act', 'advocate'][stage] as stage, null as touchpoint,
  null as next_touchpoint, n, ready as whole, if(stage < 5, moved, null) as part, if(stage < 5, moved / ready, null) as estimate
from stages
union all
select 'touchpoint', null, touchpoint, null, n, everybody, contacts, n / everybody
from places
join register using (place)
union all
select 'transition', null, own.touchpoint, coalesce(following.touchpoint, '__left__'), null,
  sum(moves) over (partition by moves.place), moves, moves / sum(moves) over (partition by moves.place)
from moves
join register as own on own.place = moves.place
left join register as following on following.place = moves.next_place
