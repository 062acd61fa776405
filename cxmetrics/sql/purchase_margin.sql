-- Amounts and margins of all purchases that have a margin.
with
-- include purchases
select cast(null as date) as period, sum(amount) filter (where margin is not null) as amount, sum(margin) as margin
from purchases
