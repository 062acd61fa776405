-- A row an order of a known customer that was neither cancelled nor free: what was known before it, and what followed.
-- Occasions are days with a purchase that was not wholly sent back; nth counts those before the day, and one more.
-- Touches are those since the order before, at most $touched_days days back, up to the second of the order.
with bought as (
  select order_id, customer_id, ordered_at, cast(ordered_at as date) as day, amount, discount, channel, category, device,
    payment, packaging, first_touch, case when personalised then 1 when not personalised then 0 end as personalised,
    case when coalesce(status, 'completed') = 'returned' then 1 else 0 end as sent_back,
    lag(ordered_at) over (partition by customer_id order by ordered_at, order_id) as previous_at
  from orders
  where customer_id is not null
    and coalesce(status, 'completed') <> 'cancelled'
    and coalesce(kind, 'sale') = 'sale'
    and coalesce(amount, 0) >= 0
    and cast(ordered_at as date) <= $data_end
),
occasions as (
  select distinct customer_id, day from bought where sent_back = 0
),
histories as (
  select bought.order_id,
    1 + count(occasions.day) filter (where occasions.day < bought.day) as nth,
    min(occasions.day) as first_day,
    max(occasions.day) filter (where occasions.day < bought.day) as previous_day,
    min(occasions.day) filter (where occasions.day > bought.day) as next_day
  from bought
  left join occasions on occasions.customer_id = bought.customer_id
  group by bought.order_id
),
touched as (
  select bought.order_id,
    max(case when touchpoints.touchpoint = 'ar' then 1 else 0 end) as ar,
    max(case when touchpoints.touchpoint = 'video' then 1 else 0 end) as video,
    max(case when touchpoints.touchpoint in ('online_reviews', 'media_review') then 1 else 0 end) as reviews,
    max(case when touchpoints.touchpoint = 'product_page' then 1 else 0 end) as product_page,
    count(*) filter (
      where touchpoints.touchpoint not in ('ar', 'video', 'online_reviews', 'media_review', 'product_page')
    ) as other_touches
  from bought
  join touchpoints on touchpoints.customer_id = bought.customer_id
  where touchpoints.occurred_at < bought.ordered_at
    and date_diff('day', cast(touchpoints.occurred_at as date), bought.day) <= $touched_days
    and (bought.previous_at is null or touchpoints.occurred_at > bought.previous_at)
  group by bought.order_id
),
asked_back as (
  select distinct bought.order_id
  from bought
  join returns on returns.order_id = bought.order_id
  where date_diff('day', bought.day, cast(returns.requested_at as date)) <= $after_days
),
contacted as (
  select distinct bought.order_id
  from bought
  join tickets on tickets.order_id = bought.order_id
  where tickets.opened_at >= bought.ordered_at
    and date_diff('day', bought.day, cast(tickets.opened_at as date)) <= $after_days
)
select cast(null as date) as period, bought.customer_id, bought.day, bought.sent_back, histories.nth,
  row_number() over (
    partition by bought.customer_id, bought.day, bought.sent_back order by bought.ordered_at, bought.order_id
  ) as of_day,
  date_diff('day', histories.previous_day, bought.day) as gap,
  date_diff('day', bought.day, histories.next_day) as next_gap,
  bought.channel, bought.category, bought.device, bought.payment, bought.packaging, bought.first_touch,
  bought.personalised, customers.segment, customers.region, customers.loyalty_since, histories.previous_day,
  coalesce(touched.ar, 0) as ar, coalesce(touched.video, 0) as video, coalesce(touched.reviews, 0) as reviews,
  coalesce(touched.product_page, 0) as product_page, coalesce(touched.other_touches, 0) as other_touches,
  case when asked_back.order_id is not null then 1 else 0 end as returned,
  case when contacted.order_id is not null then 1 else 0 end as contacted
from bought
join histories on histories.order_id = bought.order_id
left join customers on customers.customer_id = bought.customer_id
left join touched on touched.order_id = bought.order_id
left join asked_back on asked_back.order_id = bought.order_id
left join contacted on contacted.order_id = bought.order_id
where coalesce(histories.first_day, bought.day) >= $known_from
order by bought.customer_id, bought.ordered_at, bought.order_id
