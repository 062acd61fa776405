-- Customers who bought in the year until $until, and those of them who come back and stand up for the company: two or
-- more days with a purchase so far, and a promoter by the latest answer of that year, or a referrer, or a writer of a
-- review. Value is the contribution margin of that year, or the amount where there is no margin.
with
-- include purchases
,
buyers as (
  select customer_id, count(distinct day) as days,
    count(*) filter (where day > $since) as orders,
    coalesce(sum(case when $by_margin then margin else amount end) filter (where day > $since), 0) as worth
  from purchases
  where day <= $until
  group by customer_id
),
answers as (
  select customer_id, score,
    row_number() over (partition by customer_id order by responded_at desc, response_id desc) as nth
  from responses
  where metric = 'nps' and customer_id is not null and score >= $low and score <= $high and score = floor(score)
    and cast(responded_at as date) <= $until and cast(responded_at as date) > $since
),
promoters as (
  select customer_id from answers where nth = 1 and score >= $promoter_from
),
referrers as (
  select distinct referrer_id as customer_id
  from orders
  where referrer_id is not null and coalesce(status, 'completed') <> 'cancelled'
    and cast(ordered_at as date) <= $until and cast(ordered_at as date) > $since
),
reviewers as (
  select distinct customer_id
  from touchpoints
  where touchpoint in ('review_written', 'referral') and customer_id is not null
    and cast(occurred_at as date) <= $until and cast(occurred_at as date) > $since
),
judged as (
  select worth, days,
    case when promoters.customer_id is not null then 1 else 0 end as promoter,
    case when referrers.customer_id is not null then 1 else 0 end as referrer,
    case when reviewers.customer_id is not null then 1 else 0 end as reviewer
  from buyers
  left join promoters on promoters.customer_id = buyers.customer_id
  left join referrers on referrers.customer_id = buyers.customer_id
  left join reviewers on reviewers.customer_id = buyers.customer_id
  where orders > 0
),
marked as (
  select worth, promoter, referrer, reviewer,
    case when days > 1 and promoter + referrer + reviewer > 0 then 1 else 0 end as fan
  from judged
)
select cast(null as date) as period, count(*) as n,
  coalesce(sum(fan), 0) as fans,
  coalesce(sum(fan * promoter), 0) as promoters,
  coalesce(sum(fan * referrer), 0) as referrers,
  coalesce(sum(fan * reviewer), 0) as reviewers,
  sum(worth) as worth, sum(fan * worth) as fan_worth, max(fan * worth) as fan_most,
  sum(worth * worth) as worth_squared, sum(fan * worth * worth) as fan_worth_squared
from marked
