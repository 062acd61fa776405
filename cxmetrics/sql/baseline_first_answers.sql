-- New customers by what they first answered to the NPS question, within $answered_days days of the first purchase and
-- before the second, where the $within_days days after the answer were observed: how many of them bought again in these.
with
-- include purchases
,
-- include firsts
,
answers as (
  select responses.customer_id, firsts.first_day, cast(responses.responded_at as date) as day, responses.score,
    row_number() over (
      partition by responses.customer_id order by responses.responded_at, responses.response_id
    ) as nth
  from responses
  join firsts on firsts.customer_id = responses.customer_id
  where coalesce(responses.metric, 'nps') = 'nps'
    and responses.score >= $low and responses.score <= $high and responses.score = floor(responses.score)
    and responses.responded_at >= firsts.first_at and firsts.first_day >= $known_from
    and date_diff('day', firsts.first_day, cast(responses.responded_at as date)) <= $answered_days
),
asked as (
  select answers.customer_id, answers.score, answers.day, min(purchases.day) as next_day
  from answers
  left join purchases on purchases.customer_id = answers.customer_id and purchases.day > answers.first_day
  where answers.nth = 1 and answers.day <= $observable_to
  group by answers.customer_id, answers.score, answers.day
)
select cast(null as date) as period, customers.segment,
  case when asked.score >= $promoter_from then 'promoters'
       when asked.score <= $detractor_to then 'detractors'
       else 'passives' end as nps_class,
  count(*) as n, count(*) filter (where date_diff('day', asked.day, asked.next_day) <= $within_days) as back
from asked
left join customers on customers.customer_id = asked.customer_id
where asked.next_day is null or asked.next_day > asked.day
group by customers.segment,
  case when asked.score >= $promoter_from then 'promoters' when asked.score <= $detractor_to then 'detractors' else 'passives' end
