-- Answers to one question by group and score; the rules of the scale are asked once a score, in Python.
select period_of(responded_at) as period /*by*/, score, count(*) as answers
from responses
where coalesce(metric, $metric) = $metric
group by period_of(responded_at) /*by*/, score
