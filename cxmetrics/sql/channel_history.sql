-- A row a customer who has bought by $outcome_end: the channels used from $baseline_start to the day before $landmark and
-- all that was known of the customer by then, and what followed. At risk: who had bought by then, and was there in the
-- baseline. An occasion is a day and a channel with a purchase, or with a touchpoint where $with_touchpoints. Ever:
-- channels until $outcome_end, the landmark not heeded. Before: a purchase from $before_start until the baseline starts.
-- Grouping values are those of the first purchase.
with
-- include purchases
,
-- include firsts
,
-- include people
,
occasions as (
  select customer_id, day, channel from purchases where channel is not null
  union
  select customer_id, cast(occurred_at as date) as day, channel
  from touchpoints
  where $with_touchpoints and customer_id is not null and channel is not null
),
used as (
  select customer_id,
    count(distinct channel) as ever,
    count(*) filter (where day >= $baseline_start and day < $landmark) as occasions,
    count(distinct channel) filter (where day >= $baseline_start and day < $landmark) as channels
  from occasions
  where day <= $outcome_end
  group by customer_id
),
bought as (
  select customer_id,
    max(day) filter (where day < $landmark) as last_day,
    count(distinct day) filter (where day >= $baseline_start and day < $landmark) as orders,
    sum(amount) filter (where day >= $baseline_start and day < $landmark) as spend,
    sum(discount) filter (where day >= $baseline_start and day < $landmark) as discount,
    max(case when day >= $landmark then 1 else 0 end) as returned,
    sum(amount) filter (where day >= $landmark) as spent,
    max(case when day >= $before_start and day < $baseline_start then 1 else 0 end) as bought_before
  from purchases
  where day <= $outcome_end
  group by customer_id
)
select cast(null as date) as period, people.customer_id /*by*/,
  coalesce(used.occasions, 0) as occasions, coalesce(used.channels, 0) as channels, coalesce(used.ever, 0) as ever,
  case when people.first_day < $landmark and used.occasions > 0 then 1 else 0 end as at_risk,
  bought.orders, bought.returned, bought.bought_before,
  date_diff('day', bought.last_day, cast($landmark as date)) as recency,
  date_diff('day', people.first_day, cast($landmark as date)) as tenure,
  coalesce(bought.spend, 0) as spend, coalesce(bought.spent, 0) as spent,
  case when bought.spend + bought.discount > 0 then 1.0 * bought.discount / (bought.spend + bought.discount) end
    as discount_share
from people
join bought on bought.customer_id = people.customer_id
left join used on used.customer_id = people.customer_id
order by people.customer_id
