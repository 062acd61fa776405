with events as (
  select *,
    cx_text(cast(event_timestamp as varchar)) as micros,
    cx_text(cast(user_id as varchar)) as signed_in,
    cast(engagement_time_msec as varchar) as engaged
  from source
)
select
  coalesce(signed_in, cast(user_pseudo_id as varchar)) as customer_id,
  case
    when regexp_full_match(micros, '\d{15,16}')
    then strftime(make_timestamp(try_cast(micros as bigint)), '%Y-%m-%dT%H:%M:%S.%fZ')
    else micros
  end as occurred_at,
  event_name as touchpoint,
  lower(cx_text(platform)) as channel,
  "traffic_source.name" as campaign,
  case when cx_number(engaged) is not null then cast(cx_exact(engaged) / 1000 as varchar) else engaged end as duration_s,
  "device.category" as device_category,
  "traffic_source.medium" as medium,
  case when signed_in is not null then 'user' else 'browser' end as known_by,
  __same, __file, __line, 1 as __rows
from events
