named as (
  select touchpoint,
    case
      when strpos(touchpoint, '|') > 0 then 0
      when strpos($aware, concat('|', touchpoint, '|')) > 0 then 1
      when strpos($appeal, concat('|', touchpoint, '|')) > 0 then 2
      when strpos($ask, concat('|', touchpoint, '|')) > 0 then 3
      when strpos($act, concat('|', touchpoint, '|')) > 0 then 4
      when strpos($advocate, concat('|', touchpoint, '|')) > 0 then 5
      else 0
    end as stage
  from (
    select touchpoint from touchpoints where touchpoint is not null
    union
    select touchpoint from responses where touchpoint is not null
  ) as used
),
crowds as (
  select customer_id, count(*) as contacts, min(occurred_at) as started_at
  from touchpoints
  where customer_id is not null and cast(occurred_at as date) <= $data_end
  group by customer_id
),
bought as (
  select customer_id, min(ordered_at) as bought_at, max(cast(ordered_at as date)) as last_bought
  from orders
  where customer_id is not null
    and coalesce(status, 'completed') <> 'cancelled'
    and coalesce(kind, 'sale') = 'sale'
    and coalesce(amount, 0) >= 0
    and cast(ordered_at as date) <= $data_end
  group by customer_id
),
persons as (
  select coalesce(crowds.customer_id, bought.customer_id) as customer_id,
    least(crowds.started_at, bought.bought_at) as started_at, bought.bought_at, bought.last_bought
  from crowds
  full join bought on bought.customer_id = crowds.customer_id
  where coalesce(crowds.contacts, 0) <= $most_contacts
    and cast(least(crowds.started_at, bought.bought_at) as date) >= $since
),
contacts as (
  select touchpoints.customer_id, touchpoints.occurred_at, touchpoints.touchpoint, named.stage,
    touchpoints.duration_s, persons.bought_at, persons.started_at
  from touchpoints
  join persons on persons.customer_id = touchpoints.customer_id
  join named on named.touchpoint = touchpoints.touchpoint
  where named.stage > 0 and cast(touchpoints.occurred_at as date) <= $data_end
)
