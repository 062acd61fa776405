-- Buyers of a period who also bought in the one before, or in the same one a year before: sums over them as in
-- scores_shared, where each buyer counts 1 (w) and a returning one 1 more (s).
with
-- include purchases
,
-- include firsts
,
-- include people
,
buyers as (
  select period_of(ordered_at) as period, customer_id
  from purchases
  group by period_of(ordered_at), customer_id
),
clusters as (
  select period /*by*/, customer_id as unit, 1 as w, case when first_day < period then 1 else 0 end as s
  from buyers
  join people using (customer_id)
),
-- include sides
