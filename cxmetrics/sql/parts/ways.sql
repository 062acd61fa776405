firsts as (
  select customer_id,
    min(case when stage = 1 then occurred_at end) as aware,
    min(case when stage = 2 then occurred_at end) as appeal,
    min(case when stage = 3 then occurred_at end) as ask,
    min(case when stage = 4 then occurred_at end) as acted,
    min(case when stage = 5 then occurred_at end) as advocate,
    max(occurred_at) as last_contact
  from contacts
  group by customer_id
),
ways as (
  select persons.customer_id, persons.started_at, persons.last_bought, firsts.last_contact, firsts.aware, firsts.appeal, firsts.ask,
    firsts.advocate, least(firsts.acted, persons.bought_at) as act
  from persons
  left join firsts on firsts.customer_id = persons.customer_id
),
before as (
  select customer_id, started_at, last_bought, last_contact, act, advocate,
    case when aware <= coalesce(act, aware) then aware end as aware,
    case when appeal <= coalesce(act, appeal) then appeal end as appeal,
    case when ask <= coalesce(act, ask) then ask end as ask
  from ways
)
