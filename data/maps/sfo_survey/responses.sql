-- One row an answer: recommendation, satisfaction overall, and how easy it was to find the way (ces) and to
-- pass security.
with questions as (
  select *, unnest(['nps', 'csat', 'ces', 'ease_of_security']) as metric,
    unnest([NETPRO, Q7ALL, Q14FIND, Q14PASSTHRU]) as score
  from source
)
select
  RESPNUM as response_id,
  '2017-05-' || lpad(INTDATE, 2, '0') as responded_at,
  metric,
  score,
  WEIGHT as weight,
  case LANG when '1' then 'English' when '2' then 'Spanish' when '3' then 'Chinese' when '4' then 'Japanese' end
    as language,
  case Q15PROBLEM when '1' then 'yes' when '2' then 'no' end as problem,
  __line,
  __file,
  1 as __rows
from questions
