-- One review can be about several orders, and one order can have several reviews: an answer is a review of an order.
select
  review_id || '-' || source.order_id as response_id,
  review_answer_timestamp as responded_at,
  'csat' as metric,
  review_score as score,
  customers.customer_unique_id as customer_id,
  source.order_id,
  concat_ws(chr(10), cx_text(review_comment_title), cx_text(review_comment_message)) as comment,
  regexp_replace(review_creation_date, '[ T]00:00:00$', '') as invited_at,
  __file, __line, 1 as __rows
from source
left join orders on orders.order_id = source.order_id
left join customers on customers.customer_id = orders.customer_id
