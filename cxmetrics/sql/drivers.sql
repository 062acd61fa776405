-- Answers by survey and question, with the customer who gave them; a survey is all answers of one response_id. Scales
-- and questions are chosen in Python.
select cast(null as date) as period, response_id, metric, min(score) as score, min(cluster_role) as unit,
  count(*) as answers
from responses
where response_id is not null and metric is not null and score is not null
group by response_id, metric
