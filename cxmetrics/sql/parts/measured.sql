newcomers as (
  select firsts.customer_id, firsts.first_day, min(occasions.day) as second_day
  from firsts
  left join occasions on occasions.customer_id = firsts.customer_id and occasions.day > firsts.first_day
  where firsts.first_day >= $new_from
  group by firsts.customer_id, firsts.first_day
),
asked_back as (
  select distinct orders.order_id
  from orders
  join returns on returns.order_id = orders.order_id
  where date_diff('day', cast(orders.ordered_at as date), cast(returns.requested_at as date)) <= $asked_days
),
sold as (
  select orders.customer_id, cast(orders.ordered_at as date) as day, sum(orders.amount) as amount,
    case when count(orders.margin) = count(*) then sum(orders.margin) end as margin,
    max(case when asked_back.order_id is null then 0.0 else 1.0 end) as asked
  from orders
  left join asked_back on asked_back.order_id = orders.order_id
  where orders.customer_id is not null
    and coalesce(orders.status, 'completed') <> 'cancelled'
    and coalesce(orders.kind, 'sale') = 'sale'
    and coalesce(orders.amount, 0) >= 0
    and cast(orders.ordered_at as date) <= $asked_to
  group by orders.customer_id, cast(orders.ordered_at as date)
),
left_alone as (
  select sum(margin) / nullif(sum(amount), 0) as margin_share from sold where asked = 0 and margin is not null and day >= $counted_from
),
tickets_of as (
  select customer_id, coalesce(customer_id, ticket_id) as person, cast(opened_at as date) as day, cost,
    cast(12 * extract(year from opened_at) + extract(month from opened_at) as integer) as nth
  from tickets
  where cast(opened_at as date) >= $contacts_from and cast(opened_at as date) <= $data_end
),
brought as (
  select customer_id, cast(12 * extract(year from day) + extract(month from day) as integer) as nth, sum(margin) as margin
  from occasions
  group by customer_id, cast(12 * extract(year from day) + extract(month from day) as integer)
),
served as (
  select customer_id, nth, count(*) as contacts from tickets_of where customer_id is not null group by customer_id, nth
),
held as (
  select active.customer_id, active.start_day as day, coalesce(brought.margin, 0) as margin,
    1.0 * coalesce(served.contacts, 0) as contacts, case when later.customer_id is null then 1.0 else 0.0 end as lost
  from active
  left join active as later on later.customer_id = active.customer_id and later.nth = active.nth + 1
  left join brought on brought.customer_id = active.customer_id and brought.nth = active.nth
  left join served on served.customer_id = active.customer_id and served.nth = active.nth
  where active.start_day < $until
),
measured as (
  select 'order_value' as quantity, customer_id, day, amount as x from occasions
  union all
  select 'margin_per_order' as quantity, customer_id, day, margin as x from occasions where margin is not null
  union all
  select 'return_rate' as quantity, customer_id, day, asked as x from sold
  union all
  select 'cost_per_return' as quantity, sold.customer_id, sold.day, left_alone.margin_share * sold.amount - sold.margin as x
  from sold
  cross join left_alone
  where sold.asked = 1 and sold.margin is not null
  union all
  select 'repeat_rate' as quantity, customer_id, first_day as day,
    case when date_diff('day', first_day, second_day) <= $within_days then 1.0 else 0.0 end as x
  from newcomers
  where first_day <= $observable_to
  union all
  select 'newcomers' as quantity, customer_id, first_day as day, 1.0 as x from newcomers
  union all
  select 'acquisition_cost' as quantity, newcomers.customer_id, newcomers.first_day as day, customers.acquisition_cost as x
  from newcomers
  join customers on customers.customer_id = newcomers.customer_id
  where customers.acquisition_cost is not null
  union all
  select 'contacts' as quantity, person as customer_id, day, 1.0 as x from tickets_of
  union all
  select 'cost_per_contact' as quantity, person as customer_id, day, cost as x from tickets_of where cost is not null
  union all
  select 'contacts_per_customer' as quantity, customer_id, day, contacts as x from held where day >= $contacts_from
  union all
  select 'margin_per_customer' as quantity, customer_id, day, margin as x from held
  union all
  select 'churn_rate' as quantity, customer_id, day, lost as x from held
)
