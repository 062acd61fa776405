-- Means of payment: the orders since $since that were paid so, and the attempts to pay of the payment touchpoint, whose
-- outcome names the means and whether it was given up: card_paid, card_abandoned. Beside each who is behind them, a guest
-- being one every time.
with options as (
  select payment, count(*) as orders,
    count(distinct customer_id) + count(*) filter (where customer_id is null) as buyers
  from orders
  where payment is not null and coalesce(status, 'completed') <> 'cancelled' and coalesce(kind, 'sale') = 'sale'
    and cast(ordered_at as date) > $since and cast(ordered_at as date) <= $data_end
  group by payment
),
tries as (
  select options.payment, count(*) as tries,
    count(distinct touchpoints.customer_id) + count(*) filter (where touchpoints.customer_id is null) as triers,
    sum(case when touchpoints.outcome = options.payment || '_abandoned' then 1 else 0 end) as given_up
  from options
  join touchpoints on touchpoints.outcome = options.payment || '_abandoned'
    or touchpoints.outcome = options.payment || '_paid'
  where touchpoints.touchpoint = 'payment' and cast(touchpoints.occurred_at as date) > $since
    and cast(touchpoints.occurred_at as date) <= $data_end
  group by options.payment
)
select cast(null as date) as period, options.payment, options.orders, options.buyers,
  coalesce(tries.tries, 0) as tries, coalesce(tries.triers, 0) as triers,
  coalesce(tries.given_up, 0) as given_up
from options
left join tries on tries.payment = options.payment
order by options.payment
