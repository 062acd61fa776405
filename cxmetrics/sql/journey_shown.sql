-- What the data can show, whoever is looked at: touchpoints to which a customer came until $data_end, and $acted where
-- there is a purchase.
select cast(null as date) as period, touchpoint
from touchpoints
where customer_id is not null and touchpoint is not null and cast(occurred_at as date) <= $data_end
group by touchpoint
union all
select cast(null as date) as period, $acted as touchpoint
from orders
where customer_id is not null
  and coalesce(status, 'completed') <> 'cancelled'
  and coalesce(kind, 'sale') = 'sale'
  and coalesce(amount, 0) >= 0
  and cast(ordered_at as date) <= $data_end
having count(*) > 0
