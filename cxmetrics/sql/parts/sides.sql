placed as (
  select *, cast(12 * extract(year from period) + extract(month from period) - 1 as integer) as nth
  from clusters
),
stepped as (
  select *, cast(nth / $step as integer) as step from placed
),
sides as (
  select period /*by*/, w, s,
    sum(w) over (partition by unit /*by*/ order by step range between 1 preceding and 1 preceding) as w_previous,
    sum(s) over (partition by unit /*by*/ order by step range between 1 preceding and 1 preceding) as s_previous,
    sum(w) over (partition by unit /*by*/ order by nth range between 12 preceding and 12 preceding) as w_last_year,
    sum(s) over (partition by unit /*by*/ order by nth range between 12 preceding and 12 preceding) as s_last_year
  from stepped
)
select period /*by*/,
  sum(w * w_previous) as ww_previous, sum(w * s_previous) as ws_previous,
  sum(s * w_previous) as sw_previous, sum(s * s_previous) as ss_previous,
  sum(w * w_last_year) as ww_last_year, sum(w * s_last_year) as ws_last_year,
  sum(s * w_last_year) as sw_last_year, sum(s * s_last_year) as ss_last_year
from sides
group by period /*by*/
