-- An order whose items are all cancelled, or that nobody has paid yet (입금전), is cancelled; whose items all came back,
-- returned; where some were cancelled or came back, partly_returned. What was only asked for (신청) or withdrawn (철회)
-- changes nothing. The category is that of the dearest item. An item that stands twice makes the order doubtful.
with items as (
  select *,
    case
      when cx_text("주문 상태") similar to '.*(신청|철회|거부).*' then 'kept'
      when cx_text("주문 상태") similar to '.*(취소|입금전|입금대기).*' then 'cancelled'
      when cx_text("주문 상태") similar to '.*(반품|환불).*' then 'returned'
      else 'kept'
    end as became
  from source
)
select
  cx_one("주문번호") as order_id,
  nullif(cx_one("주문자ID"), '비회원') as customer_id,
  cx_one("주문일시") as ordered_at,
  cx_one("총 결제금액(KRW)") as amount,
  'KRW' as currency,
  cx_one("주문경로") as channel,
  case
    when count(*) filter (became <> 'cancelled') = 0 then 'cancelled'
    when count(*) filter (became = 'kept') = 0 then 'returned'
    when count(*) filter (became <> 'kept') > 0 then 'partly_returned'
    else 'completed'
  end as status,
  cx_one("결제수단") as payment,
  first(cx_text("메인카테고리 이름") order by cx_number("상품구매금액(KRW)") desc nulls last, __line) as category,
  case
    when cx_one("주문경로(PC/모바일)") ilike '%pc%' then 'desktop'
    when cx_one("주문경로(PC/모바일)") similar to '.*(모바일|mobile|Mobile|MOBILE|앱).*' then 'mobile'
    else cx_one("주문경로(PC/모바일)")
  end as device,
  case
    when count(cx_text("품목별 주문번호")) > count(distinct cx_text("품목별 주문번호")) then 'order_id'
    when cx_differ("주문자ID") then 'customer_id'
    when cx_differ("주문일시") then 'ordered_at'
    when cx_differ("총 결제금액(KRW)") then 'amount'
    when cx_differ("주문경로") then 'channel'
    when cx_differ("결제수단") then 'payment'
    when cx_differ("주문경로(PC/모바일)") then 'device'
  end as __differs,
  __file, min(__line) as __line, count(*) as __rows
from items
group by __file, cx_text("주문번호"), case when cx_text("주문번호") is null then __line end
