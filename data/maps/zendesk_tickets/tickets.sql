-- The first answer is made of the minutes until it came. A ticket that is solved, was never opened again and took one
-- reply at most was resolved at the first contact; one that went through several groups was handed off.
with tickets as (
  select *,
    lower(cx_text(Status)) in ('solved', 'closed') as done,
    regexp_extract(cx_text("Created at"), '^(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?)(.*)$', ['moment', 'rest']) as opened
  from source
)
select
  Id as ticket_id,
  coalesce(cx_text("Requester external id"), 'zendesk ' || cx_text("Requester id")) as customer_id,
  regexp_replace(cx_text("Created at"), ' ([+-]\d{2}):?(\d{2})$', '\1:\2') as opened_at,
  lower(cx_text(Via)) as channel,
  lower(cx_text("Ticket type")) as topic,
  case
    when cx_number("First reply time in minutes") is not null and opened.moment <> ''
    then strftime(
      try_cast(opened.moment as timestamp) + to_minutes(try_cast(cx_number("First reply time in minutes") as bigint)),
      '%Y-%m-%d %H:%M:%S'
    ) || regexp_replace(opened.rest, ' ?([+-]\d{2}):?(\d{2})$', '\1:\2')
    else cx_text("First reply time in minutes")
  end as first_response_at,
  regexp_replace(cx_text("Solved at"), ' ([+-]\d{2}):?(\d{2})$', '\1:\2') as resolved_at,
  case when done then cast(
    cx_number(Replies) <= 1 and coalesce(cx_number(Reopens), 0) = 0 as varchar
  ) end as first_contact_resolved,
  cast(cx_number("Group stations") > 1 as varchar) as handed_off,
  __file, __line, 1 as __rows
from tickets
