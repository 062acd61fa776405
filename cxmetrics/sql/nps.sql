-- Answers by group: promoters, passives and detractors, and the answers that do not count, by reason.
-- Counted by score first, so that the rules are asked once a score and not once an answer.
with scores as (
  select period_of(responded_at) as period /*by*/, score, count(*) as answers
  from responses
  where coalesce(metric, $metric) = $metric
  group by period_of(responded_at) /*by*/, score
),
kinds as (
  select period /*by*/, answers,
    case when score is null then 'missing'
         when score < $low or score > $high then 'out_of_scale'
         when score <> floor(score) then 'fractional'
         when score >= $promoter_from then 'promoter'
         when score <= $detractor_to then 'detractor'
         else 'passive' end as kind
  from scores
)
select period /*by*/,
  cast(coalesce(sum(answers) filter (where kind = 'promoter'), 0) as bigint) as promoters,
  cast(coalesce(sum(answers) filter (where kind = 'passive'), 0) as bigint) as passives,
  cast(coalesce(sum(answers) filter (where kind = 'detractor'), 0) as bigint) as detractors,
  cast(coalesce(sum(answers) filter (where kind = 'missing'), 0) as bigint) as missing,
  cast(coalesce(sum(answers) filter (where kind = 'out_of_scale'), 0) as bigint) as out_of_scale,
  cast(coalesce(sum(answers) filter (where kind = 'fractional'), 0) as bigint) as fractional
from kinds
group by period /*by*/
