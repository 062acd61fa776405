-- Customers who had bought before $since, by their last NPS answer before that day: what they brought from $since on
-- (margin, or the amount where there is no margin), whether they bought again, and how often they called on the service
-- and at what cost. Sums that means are made of, and of money the largest of one customer.
with
-- include purchases
,
answers as (
  select customer_id, score,
    row_number() over (partition by customer_id order by responded_at desc, response_id desc) as nth
  from responses
  where coalesce(metric, 'nps') = 'nps' and customer_id is not null
    and score >= $low and score <= $high and score = floor(score)
    and cast(responded_at as date) < $since
),
had_bought as (
  select distinct customer_id from purchases where day < $since
),
later as (
  select customer_id, sum(case when $by_margin then coalesce(margin, 0) else coalesce(amount, 0) end) as margin
  from purchases
  where day >= $since
  group by customer_id
),
served as (
  select customer_id, count(*) as contacts, sum(coalesce(cost, 0)) as cost
  from tickets
  where customer_id is not null and cast(opened_at as date) >= $since and cast(opened_at as date) <= $data_end
  group by customer_id
),
known as (
  select
    case when answers.score >= $promoter_from then 'promoters'
         when answers.score <= $detractor_to then 'detractors'
         else 'passives' end as nps_class,
    case when later.customer_id is null then 0.0 else 1.0 end as again,
    coalesce(later.margin, 0) as margin, 1.0 * coalesce(served.contacts, 0) as contacts, coalesce(served.cost, 0) as cost
  from answers
  join had_bought on had_bought.customer_id = answers.customer_id
  left join later on later.customer_id = answers.customer_id
  left join served on served.customer_id = answers.customer_id
  where answers.nth = 1
)
select cast(null as date) as period, nps_class, count(*) as n, sum(again) as again,
  sum(margin) as margin, sum(margin * margin) as margin_squares, max(abs(margin)) as margin_most,
  sum(contacts) as contacts, sum(contacts * contacts) as contacts_squares,
  sum(cost) as cost, sum(cost * cost) as cost_squares, max(cost) as cost_most
from known
group by nps_class
