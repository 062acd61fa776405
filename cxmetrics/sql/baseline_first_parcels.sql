-- A row a new customer whose first purchase came in a parcel, the $within_days days after it observed: whether it was on
-- time (not later than first promised; one that has not come is late once it is due), what was known of it before, and
-- whether the customer bought again.
with
-- include purchases
,
-- include firsts
,
parcels as (
  select firsts.customer_id, firsts.first_day, deliveries.promised_on, cast(deliveries.delivered_at as date) as delivered_on,
    deliveries.carrier, deliveries.region, purchases.channel,
    row_number() over (partition by firsts.customer_id order by purchases.ordered_at, purchases.order_id) as nth
  from firsts
  join purchases on purchases.customer_id = firsts.customer_id and purchases.day = firsts.first_day
  join deliveries on deliveries.order_id = purchases.order_id
  where firsts.first_day >= $known_from and firsts.first_day <= $observable_to
),
came as (
  select parcels.customer_id, parcels.first_day, parcels.promised_on, parcels.delivered_on, parcels.carrier, parcels.region,
    parcels.channel, min(purchases.day) as second_day
  from parcels
  left join purchases on purchases.customer_id = parcels.customer_id and purchases.day > parcels.first_day
  where parcels.nth = 1
  group by parcels.customer_id, parcels.first_day, parcels.promised_on, parcels.delivered_on, parcels.carrier, parcels.region,
    parcels.channel
)
select cast(null as date) as period, came.customer_id, came.first_day as day, customers.segment, came.carrier, came.channel,
  coalesce(came.region, customers.region) as region,
  case when coalesce(came.delivered_on, cast($data_end as date)) > came.promised_on then 0.0 else 1.0 end as on_time,
  case when date_diff('day', came.first_day, came.second_day) <= $within_days then 1.0 else 0.0 end as back
from came
left join customers on customers.customer_id = came.customer_id
where came.delivered_on is not null or came.promised_on < $data_end
order by came.first_day, came.customer_id
