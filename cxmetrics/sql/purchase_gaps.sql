-- Gaps between two days with a purchase of one customer, in days, and the open ones from the last purchase to the end of
-- the data: how many of each length, how many of them ended in a purchase, and how many customers stand behind them.
with
-- include purchases
,
days as (
  select distinct customer_id, day from purchases
),
gaps as (
  select customer_id, day, lead(day) over (partition by customer_id order by day) as next_day,
    row_number() over (partition by customer_id order by day) as nth
  from days
)
select cast(null as date) as period,
  date_diff('day', day, coalesce(next_day, cast($data_end as date))) as gap,
  count(*) as gaps, count(next_day) as ended,
  count(*) filter (where nth = 2) as repurchasers
from gaps
group by date_diff('day', day, coalesce(next_day, cast($data_end as date)))
