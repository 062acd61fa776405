-- Orders by what their customer last answered to the NPS question, at most $before_days days before the order: how many
-- (w), with a discount (use) and the part of the full price that it took (share), summed within customers first.
with answers as (
  select customer_id, response_id, responded_at,
    case when score >= $promoter_from then 'promoters' when score <= $detractor_to then 'detractors'
      else 'passives' end as nps_class
  from responses
  where metric = 'nps' and customer_id is not null and score >= $low and score <= $high and score = floor(score)
),
bought as (
  select order_id, customer_id, ordered_at, discount, discount / (amount + discount) as part
  from orders
  where customer_id is not null and discount is not null and amount + discount > 0 and amount >= 0
    and coalesce(status, 'completed') <> 'cancelled' and coalesce(kind, 'sale') = 'sale'
    and cast(ordered_at as date) <= $data_end
),
asked as (
  select bought.order_id, bought.customer_id, bought.discount, bought.part, answers.nps_class,
    row_number() over (
      partition by bought.order_id order by answers.responded_at desc, answers.response_id desc
    ) as latest
  from bought
  join answers on answers.customer_id = bought.customer_id
  where answers.responded_at < bought.ordered_at
    and date_diff('day', cast(answers.responded_at as date), cast(bought.ordered_at as date)) <= $before_days
),
customers_of as (
  select nps_class, count(*) as w, sum(case when discount > 0 then 1 else 0 end) as uses, sum(part) as parts
  from asked
  where latest = 1
  group by nps_class, customer_id
)
select cast(null as date) as period, nps_class, count(*) as units, sum(w) as w, sum(w * w) as ww,
  sum(uses) as uses, sum(w * uses) as w_uses, sum(uses * uses) as uses_squared,
  sum(parts) as parts, sum(w * parts) as w_parts, sum(parts * parts) as parts_squared
from customers_of
group by nps_class
order by nps_class
