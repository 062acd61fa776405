numbered as (
  select *, cast(12 * extract(year from period) + extract(month from period) as integer) as nth
  from clusters
),
earlier as (
  select unit /*by*/, nth + $step as nth, 'previous' as against, w, s from numbered
  union all
  select unit /*by*/, nth + 12 as nth, 'last_year' as against, w, s from numbered
)
select own.period /*own_by*/, base.against,
  sum(own.w * base.w) as both_ww, sum(own.w * base.s) as both_ws,
  sum(own.s * base.w) as both_sw, sum(own.s * base.s) as both_ss
from numbered as own
join earlier as base on base.unit = own.unit and base.nth = own.nth /*same_by*/
group by own.period /*own_by*/, base.against
