-- The rating is Good or Bad, or a number from 1 to 5: Good counts as 5 and Bad as 1, so that the share of the upper two
-- is the share of Good; a mean of them says nothing. A ticket that nobody rated is an answer without a score. The export
-- does not say when the rating was given: the ticket's solution stands for it, else its last change or its beginning.
with answers as (
  select *, coalesce(cx_text("Solved at"), cx_text("Updated at"), cx_text("Created at")) as moment from source
)
select
  Id as response_id,
  Id as ticket_id,
  regexp_replace(moment, ' ([+-]\d{2}):?(\d{2})$', '\1:\2') as responded_at,
  'csat' as metric,
  case
    when lower(cx_text("Satisfaction Score")) like 'good%' then '5'
    when lower(cx_text("Satisfaction Score")) like 'bad%' then '1'
    else "Satisfaction Score"
  end as score,
  coalesce(cx_text("Requester external id"), 'zendesk ' || cx_text("Requester id")) as customer_id,
  lower(cx_text(Via)) as channel,
  __file, __line, 1 as __rows
from answers
