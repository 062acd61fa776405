-- Service contacts from $since to $until that repeat none (no other one of the same customer lies in $again_days days before), a
-- row a customer, who handled them and side of $day: how many of them say whether the first contact solved it
-- and were solved by it, and the answers about their effort, all and easy ones. Without a customer a contact stands alone.
with named as (
  select ticket_id, cast(opened_at as date) as day, opened_at,
    coalesce(customer_id, concat('/', ticket_id)) as person,
    case when handled_by = 'human' then 'staff' when handled_by is not null then 'others' end as who,
    case when first_contact_resolved then 1.0 when not first_contact_resolved then 0.0 end as solved
  from tickets
  where cast(opened_at as date) <= $until
),
chained as (
  select *, lag(day) over (partition by person order by opened_at, ticket_id) as previous_day
  from named
),
answered as (
  select ticket_id, 1.0 * count(*) as answers,
    sum(case when score >= $easy_from and score <= $easy_to then 1.0 else 0.0 end) as easy
  from responses
  where ticket_id is not null and metric = 'ces' and score >= $low and score <= $high and score = floor(score)
  group by ticket_id
)
select cast(null as date) as period, chained.person, chained.who,
  case when chained.day < $day then 'before' else 'after' end as side,
  sum(case when chained.solved is not null then 1.0 else 0.0 end) as contacts, sum(coalesce(chained.solved, 0)) as solved,
  sum(coalesce(answered.answers, 0)) as answers, sum(coalesce(answered.easy, 0)) as easy
from chained
left join answered on answered.ticket_id = chained.ticket_id
where chained.who is not null and chained.day >= $since
  and (chained.previous_day is null or date_diff('day', chained.previous_day, chained.day) > $again_days)
group by chained.person, chained.who, case when chained.day < $day then 'before' else 'after' end
order by chained.person, chained.who
