-- A row a service contact that repeats none: no other one of the same customer lies in the $again_days days before it.
-- Again: another one follows within as many days. Assisted and seconds are those of the touch of the same customer
-- within the same minute; satisfied and easy are the answers about the contact, where their scores are on the scale.
with contacts as (
  select ticket_id, customer_id, coalesce(customer_id, order_id, ticket_id) as person, opened_at,
    cast(opened_at as date) as day, topic, handled_by,
    case when fallback then 1 when not fallback then 0 end as fallback,
    case when handed_off then 1 when not handed_off then 0 end as handed_off,
    case when first_contact_resolved then 1 when not first_contact_resolved then 0 end as solved
  from tickets
  where handled_by is not null and cast(opened_at as date) <= $data_end
),
chained as (
  select *,
    lag(day) over (partition by person order by opened_at, ticket_id) as previous_day,
    lead(day) over (partition by person order by opened_at, ticket_id) as next_day
  from contacts
),
helped as (
  select chained.ticket_id, max(case when touchpoints.assisted_by_ai then 1 else 0 end) as assisted,
    max(touchpoints.duration_s) as seconds
  from chained
  join touchpoints on touchpoints.customer_id = chained.customer_id
    and date_trunc('minute', touchpoints.occurred_at) = date_trunc('minute', chained.opened_at)
  where touchpoints.assisted_by_ai is not null
  group by chained.ticket_id
),
answered as (
  select ticket_id,
    max(case when metric = 'csat' and score >= $csat_low and score <= $csat_high
        then case when score > $csat_high - 2 then 1 else 0 end end) as satisfied,
    max(case when metric = 'ces' and score >= $ces_low and score <= $ces_high
        then case when $ces_reversed then case when score < $ces_low + 3 then 1 else 0 end
                  else case when score > $ces_high - 3 then 1 else 0 end end end) as easy
  from responses
  where ticket_id is not null
  group by ticket_id
)
select cast(null as date) as period, chained.person, chained.day, chained.topic, chained.handled_by, chained.fallback,
  chained.handed_off, chained.solved,
  case when date_diff('day', chained.day, chained.next_day) <= $again_days then 1 else 0 end as again,
  helped.assisted, helped.seconds, answered.satisfied, answered.easy
from chained
left join helped on helped.ticket_id = chained.ticket_id
left join answered on answered.ticket_id = chained.ticket_id
where chained.previous_day is null or date_diff('day', chained.previous_day, chained.day) > $again_days
order by chained.person, chained.opened_at, chained.ticket_id
