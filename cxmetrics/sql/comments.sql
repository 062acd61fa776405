-- The comments of a window, a row each: who wrote it when, and the score that came with it.
select cast(null as date) as period /*by*/, response_id, customer_id, responded_at, metric, score, comment
from responses
where comment is not null and responded_at >= $since and responded_at < $until
