-- Answers by group: promoters, passives and detractors, and the answers that do not count, by reason.
with answers as (
  select period_of(responded_at) as period /*by*/,
    case when score is null then 'missing'
         when score < $low or score > $high then 'out_of_scale'
         when score <> floor(score) then 'fractional'
         when score >= $promoter_from then 'promoter'
         when score <= $detractor_to then 'detractor'
         else 'passive' end as answer
  from responses
  where coalesce(metric, $metric) = $metric
)
select period /*by*/,
  count(*) filter (where answer = 'promoter') as promoters,
  count(*) filter (where answer = 'passive') as passives,
  count(*) filter (where answer = 'detractor') as detractors,
  count(*) filter (where answer = 'missing') as missing,
  count(*) filter (where answer = 'out_of_scale') as out_of_scale,
  count(*) filter (where answer = 'fractional') as fractional
from answers
group by period /*by*/
