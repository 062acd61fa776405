# 한국어. 키와 필드는 다른 언어와 같아야 하며 테스트가 확인합니다.

page-of = { $pages }쪽 중 { $page }쪽
skip-to-content = 보고서 본문으로
contents = 목차
summary = 한눈에 보기
partial-month = 진행 중인 달: { $until }까지의 자료

report-scorecard = 고객 스코어카드
subtitle-scorecard = 고객 만족은 높아졌는가, 고객은 다시 구매하는가?

# --- 제목
heading-summary = 한눈에 보기
heading-nps = 순추천지수(NPS) 추이
heading-segments = { $group }별 순추천지수(NPS)
heading-repeat = 첫 구매 월별 재구매율
heading-returning = 구매자 중 기존 고객 비중
heading-definitions-of-repeat = 모두 ‘재구매율’이라 불리는 네 가지 비율
heading-health = 사용 데이터
heading-definitions = 산출 방법
heading-rows = 표별 행 수
heading-rules = 규칙별 행 수
heading-files = 파일
heading-aside = 보류하거나 의심한 행

# --- 이달의 상태를 말하는 문장
nps-headline-rose = { $month } NPS는 { $base }보다 { $size }점 오른 { $nps }점입니다. 우연으로 보기 어려운 변화입니다.
nps-headline-fell = { $month } NPS는 { $base }보다 { $size }점 내린 { $nps }점입니다. 우연으로 보기 어려운 변화입니다.
nps-headline-unclear = { $month } NPS는 { $nps }점입니다. { PARTICLE($base, "과/와") }의 차이는 우연일 수 있습니다.
nps-headline-plain = { $month } NPS는 { $nps }점입니다.
nps-none = { $month } NPS를 표시할 수 없습니다: { $reason }.
nps-interval = { $level } 신뢰구간 { $low }~{ $high }, n = { $n }.
nps-rose-last_year = { $base }보다 { $size }점 높아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 상승입니다.
nps-fell-last_year = { $base }보다 { $size }점 낮아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 하락입니다.
nps-unclear-last_year = { PARTICLE($base, "과/와") }의 차이 { $difference }점({ $low }~{ $high })은 우연일 수 있습니다.
nps-too_few-last_year = 응답이 너무 적어 { PARTICLE($base, "과/와") } 비교할 수 없습니다.
nps-unknown-last_year = 비교할 { $base } 자료가 없습니다.
nps-partial-last_year = 달이 끝나지 않아 { PARTICLE($base, "과/와") } 비교하지 않습니다.
nps-rose-previous = { $base }보다 { $size }점 높아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 상승입니다.
nps-fell-previous = { $base }보다 { $size }점 낮아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 하락입니다.
nps-unclear-previous = { PARTICLE($base, "과/와") }의 차이 { $difference }점({ $low }~{ $high })은 우연일 수 있습니다.
nps-too_few-previous = 응답이 너무 적어 { PARTICLE($base, "과/와") } 비교할 수 없습니다.
nps-unknown-previous = 비교할 { $base } 자료가 없습니다.
nps-partial-previous = 달이 끝나지 않아 { PARTICLE($base, "과/와") } 비교하지 않습니다.

repeat-headline-rose = { $month }에 처음 구매한 고객의 { PARTICLE($rate, "이/가") } { $days }일 안에 다시 구매했습니다. { $base }보다 { $size }%p 높고, 우연으로 보기 어려운 변화입니다.
repeat-headline-fell = { $month }에 처음 구매한 고객의 { PARTICLE($rate, "이/가") } { $days }일 안에 다시 구매했습니다. { $base }보다 { $size }%p 낮고, 우연으로 보기 어려운 변화입니다.
repeat-headline-unclear = { $month }에 처음 구매한 고객의 { PARTICLE($rate, "이/가") } { $days }일 안에 다시 구매했습니다. { PARTICLE($base, "과/와") }의 차이는 우연일 수 있습니다.
repeat-headline-plain = { $month }에 처음 구매한 고객의 { PARTICLE($rate, "이/가") } { $days }일 안에 다시 구매했습니다.
repeat-none = 아직 판단할 수 있는 첫 구매 월이 없습니다. 그 전의 이력을 알아야 하고, 그 뒤로 { $days }일이 지나야 합니다.
repeat-interval = { $level } 신뢰구간 { $low }~{ $high }, n = { $n }.
repeat-rose-last_year = { $base } 첫 구매 고객({ $base_rate })보다 { $size }%p 높아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 상승입니다.
repeat-fell-last_year = { $base } 첫 구매 고객({ $base_rate })보다 { $size }%p 낮아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 하락입니다.
repeat-unclear-last_year = { $base } 첫 구매 고객({ $base_rate })과의 차이 { $difference }%p({ $low }~{ $high })는 우연일 수 있습니다.
repeat-too_few-last_year = 고객이 너무 적어 { PARTICLE($base, "과/와") } 비교할 수 없습니다.
repeat-unknown-last_year = 비교할 { $base } 자료가 없습니다.
repeat-partial-last_year = 달이 끝나지 않아 { PARTICLE($base, "과/와") } 비교하지 않습니다.
repeat-rose-previous = { $base } 첫 구매 고객({ $base_rate })보다 { $size }%p 높아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 상승입니다.
repeat-fell-previous = { $base } 첫 구매 고객({ $base_rate })보다 { $size }%p 낮아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 하락입니다.
repeat-unclear-previous = { $base } 첫 구매 고객({ $base_rate })과의 차이 { $difference }%p({ $low }~{ $high })는 우연일 수 있습니다.
repeat-too_few-previous = 고객이 너무 적어 { PARTICLE($base, "과/와") } 비교할 수 없습니다.
repeat-unknown-previous = 비교할 { $base } 자료가 없습니다.
repeat-partial-previous = 달이 끝나지 않아 { PARTICLE($base, "과/와") } 비교하지 않습니다.
repeat-not-yet = { $first } 이후 처음 구매한 고객이 다시 구매하는지는 아직 알 수 없으며, { $next } 첫 구매 고객의 재구매율은 { $day }부터 확인할 수 있습니다.

segments-both = { $group }별로는 { PARTICLE($below, "이/가") } 나머지보다 뚜렷이 낮고, { PARTICLE($above, "이/가") } 뚜렷이 높습니다.
segments-below = { $group }별로는 { PARTICLE($below, "이/가") } 나머지보다 뚜렷이 낮습니다.
segments-above = { $group }별로는 { PARTICLE($above, "이/가") } 나머지보다 뚜렷이 높습니다.
segments-few = { $group }별 집단은 비교하기에 너무 작습니다.
segments-none = { $group }별로는 우연을 넘어 나머지와 다른 집단이 없습니다.
segments-hidden = { $count ->
    [1] 고객이 { $min_n }명 미만이거나 그런 집단을 가리기 위해 함께 가린 집단이 { $count }개 있습니다.
   *[other] 고객이 { $min_n }명 미만이거나 그런 집단을 가리기 위해 함께 가린 집단이 모두 { $count }개 있습니다.
  }

health-summary = 읽은 행 { $rows }. 사용 { $used }, 보류 { $aside }, 규칙에 따른 제외 { $excluded }, 빈 행 { $blank }.
independent-note = { $comparisons ->
    [1] 서로 독립인 표본의 비교 { $comparisons }개입니다.
   *[other] 서로 독립인 표본의 비교 { $comparisons }개를 함께 고려했습니다. 신뢰구간은 비교 하나만의 것이어서, 0을 벗어나도 우연일 수 있습니다.
  }

# --- the state of the month in five answers
question-doing = 현황
question-changed = 주요 변화
question-real = 실제 변화 여부
question-do = 권고 사항
question-unknown = 아직 확인되지 않은 점
exec-nothing-known = 이달의 수치가 없습니다.
exec-not-compared = { PARTICLE($month, "은/는") } 1년 전과 비교할 수 없습니다.
exec-real = 우연으로 보기 어려운 변화: { $names }.
exec-chance = 우연일 가능성을 배제할 수 없는 변화: { $names }.
exec-few = 응답이 너무 적어 비교할 수 없음: { $names }.
exec-shifted = 명절이 옮겨 가 비교하지 않음: { $names }.
exec-judged = 비교를 { $comparisons }건 하면 우연한 차이도 나올 수 있어 더 엄격한 기준으로 판정했습니다.
exec-none-judged = 비교할 수 있는 것이 없습니다.
exec-find-reason = 먼저 나빠진 원인을 파악해야 합니다({ $names }). 불만 고객의 의견을 읽고 일부에게는 직접 연락할 것을 권합니다.
exec-begin-with = 점수가 나머지보다 뚜렷하게 낮은 곳부터 점검할 것을 권합니다({ $group }): { $items }.
exec-ask-detractors = 눈에 띄는 집단은 없습니다.
exec-nothing-to-do = 이 수치만으로 새로 할 일은 없습니다.
exec-why-unknown = 변화의 원인과 응답하지 않은 고객의 의견은 이 수치만으로 알 수 없습니다.
exec-gaps = 자료 없음: { $names }.
exec-worse = 1년 전보다 나빠졌으며 우연으로 보기 어렵습니다: { $names }.
exec-better = 1년 전보다 좋아졌으며 우연으로 보기 어렵습니다: { $names }.
exec-steady = 1년 전과 비교해 좋아졌다거나 나빠졌다고 확인된 변화는 없습니다.
exec-others-unproven = 확인된 변화가 없는 지표: { $names }.
exec-no-year = 1년 전과 제대로 비교할 자료가 없습니다.
exec-change = { $name }: { $span } { $now }, { $base } { $before }. { $difference }({ $level } 신뢰구간 { $low }에서 { $high }).
exec-neutral = 그 자체로 좋거나 나쁜 것은 아닙니다. 신규 고객이 줄어도 올라갑니다.
exec-unproven = 많은 수치를 비교하므로 우연일 수 있는 변화: { $items }.
exec-unproven-item = { $name } { $difference }({ $low }에서 { $high })
list-and-then = { $first }; { $next }
exec-group = ‘{ $name }’({ $value }점)
exec-group-before = ‘{ $name }’({ $value }점, 1년 전 { $before }점)
card-month = { $month }
card-month-nps = { $month }, 척도 −100~+100
exec-of-month = { $name }({ $month } 첫 구매)
list-and-more = { $first }, { $next }
concept-nps = NPS 응답
concept-csat = 만족도 응답(CSAT)
concept-ces = 고객 노력 응답(CES)
concept-orders = 주문

# --- 카드, 표, 그림의 짧은 말
card-nps = 순추천지수(NPS)
card-repeat = { $days }일 이내 재구매율
card-returning = 구매자 중 기존 고객 비중
card-answers = 고객 { $n }명
card-interval = { $level } 신뢰구간 { $low }~{ $high }
card-cohort = { $month } 첫 구매 고객 기준
change-rose = { $base } { $before } ({ $difference }, 우연으로 보기 어려움)
change-fell = { $base } { $before } ({ $difference }, 우연으로 보기 어려움)
change-unclear = { $base } { $before } ({ $difference }, 확인되지 않음)
change-too_few = { $base } 대비: 자료 부족
change-unknown = 비교할 { $base } 없음
change-partial = 진행 중인 달

axis-nps = NPS(점)
axis-share = 고객 비율(%)
axis-answers = 응답 비율(%)
label-last_year = 1년 전
label-not-yet = 아직 알 수 없음
label-hidden = 가림: 너무 적음
label-no-data = 자료 없음
label-total = 전체
label-other = 미상
label-promoters = 추천 9~10점
label-passives = 중립 7~8점
label-detractors = 비추천 0~6점
n-is = n = { $n }

alt-nps-trend = { $first }부터 { $last }까지 월별 NPS 선 그래프: { $last } { $nps }점({ $low }~{ $high }), { $base } { $base_nps }점.
alt-nps-trend-short = { $first }부터 { $last }까지 월별 NPS 선 그래프: { $last } { $nps }점({ $low }~{ $high }).
alt-segments = { $month } { $group }별 NPS와 신뢰구간: 가장 높은 곳은 { $best } { $best_value }점, 가장 낮은 곳은 { $worst } { $worst_value }점.
alt-segments-none = { $month } { $group }별 NPS: 보여 줄 만큼 큰 집단이 없습니다.
alt-repeat = 첫 구매 월별 { $days }일 안 재구매율: { $last }에는 { $rate }이며, { $gaps ->
    [0] 모든 달이 관찰되었습니다.
    [1] { $gaps }개 달은 아직 알 수 없습니다.
   *[other] { $gaps }개 달은 아직 알 수 없습니다.
  }
alt-shares = 월별 추천·중립·비추천 비율: { $last } 추천 { $promoters }, 비추천 { $detractors }.
caption-nps-trend = 월별 NPS와 { $level } 신뢰구간
caption-segments = { $month } { $group }별 NPS와 { $level } 신뢰구간
caption-repeat = 첫 구매 월별 { $days }일 안 재구매율과 { $level } 신뢰구간
caption-shares = 월별 추천, 중립, 비추천 비율
caption-table-nps = 월별 NPS
caption-table-segments = { $month } { $group }별 NPS
caption-table-repeat = 첫 구매 월별 재구매율
caption-table-returning = 월별 구매 고객
caption-table-health = 표별 행 수
caption-table-rules = 규칙별 행 수
caption-table-files = 표별 파일
caption-table-aside = 보류하거나 의심한 행

column-month = 월
column-group = 집단
column-nps = NPS
column-interval = 신뢰구간
column-rank = 순위
rank-between = { $low }~{ $high }위
note-ranks = 순위는 집단이 실제로 가질 수 있는 순위의 범위입니다. 서로 구별되는 집단이 없으면 순위를 적지 않습니다.
column-n = n
column-promoters = 추천
column-passives = 중립
column-detractors = 비추천
column-change-last_year = 1년 전 대비
column-customers = 고객 수
column-repeated = 재구매
column-rate = 비율
column-km = 전체 고객(카플란–마이어)
column-note = 비고
column-kind = 처리
column-returning = 이전 구매
column-table = 표
column-rows = 읽음
column-used = 사용
column-quarantined = 보류
column-excluded = 제외
column-blank = 빈 행
column-rule = 규칙
column-detail = 어디
column-tables = 표 수
column-file = 파일
column-bytes = 바이트
column-encoding = 인코딩
column-hash = SHA-256
column-line = 줄
column-column = 열
column-shape = 값의 모양
column-count = 행 수
interval-is = { $low }~{ $high }

reason-no-answers = 응답 없음
reason-no-purchases = 구매 없음
reason-not-yet = { $day }부터 알 수 있음
reason-burn-in = 이력이 확인되기 전
reason-history = 그 전의 구매를 알 수 없음
reason-none-observed = 충분히 관찰된 고객 없음
reason-hidden = { $min_n }명 미만
reason-alike = 모두 같은 값인 적은 집단
reason-one = 고객 한 명뿐
reason-with-another = 더 작은 집단과 함께 가림
reason-partial = 진행 중: { $day }까지

table-orders = 주문
table-responses = 설문 응답
table-customers = 고객
table-touchpoints = 접점
table-deliveries = 배송
table-returns = 반품·교환
table-tickets = 상담
table-initiatives = 과제
group-channel = 채널
group-segment = 고객군
group-region = 지역
group-category = 상품 분류
group-language = 언어
group-country = 국가
group-problem = 불편 경험
group-other = { $name }

rule-W-DUP-EXACT = 다른 행과 똑같음
rule-older = 같은 키의 나중 행이 있음
rule-after_end = 보고 월 이후
rule-Q-NO-KEY = 키 없음
rule-Q-MISSING = 필요한 값 없음
rule-Q-DATE = 정한 형식의 날짜가 아님
rule-Q-DATE-SERIAL = 엑셀 숫자로 된 날짜
rule-Q-DATE-RANGE = 있을 수 없는 날짜
rule-Q-DST = 서머타임으로 건너뛴 시각
rule-Q-FUTURE = 미래의 시각
rule-Q-NUMBER = 숫자가 아님
rule-Q-NOT-FINITE = 한계가 없는 숫자
rule-Q-CURRENCY = 선언하지 않은 통화 기호
rule-Q-NEGATIVE = 최솟값보다 작은 숫자
rule-Q-RANGE = 범위를 벗어난 숫자
rule-Q-FLAG = 참도 거짓도 아님
rule-Q-CATEGORY = 허용되지 않은 값
rule-Q-TYPE = 글자·숫자·시각이 아닌 값
rule-Q-SCORE = 숫자가 아닌 점수
rule-Q-SCORE-RANGE = 척도를 벗어난 점수
rule-Q-SCORE-INTEGER = 정수가 아닌 점수
rule-Q-WEIGHT = 0 이하의 가중치
rule-Q-WIDTH = 머리글과 다른 칸 수
rule-Q-TOTAL-ROW = 합계 행
rule-Q-EXCEL-ERROR = 엑셀 오류 셀
rule-Q-DUP-CONFLICT = 같은 키에 다른 내용
rule-Q-LINES-DIFFER = 한 주문의 품목 행이 서로 다름
rule-Q-TEST = 시험용 계정
rule-Q-ORDER-OF-EVENTS = 앞뒤가 바뀐 시각, 소요 시간에서 제외
rule-W-ALIAS = 다른 이름으로 찾은 열
rule-W-NEW-COLUMN = 읽지 않은 열
rule-W-NEW-CATEGORY = 처음 보는 값
rule-W-ORPHAN = 가리키는 행이 없음
rule-W-REFUND = 알 수 없는 주문의 반품
rule-W-HEAVY = 한 고객의 지나치게 많은 응답
rule-W-CONSTANT = 그달의 점수가 모두 같음
rule-W-SHIFT = 지난 몇 달과 달라진 점수 분포
rule-W-OUTLIER = 평소와 다른 금액
rule-W-GAP = 행이 하나도 없는 날
rule-W-NAIVE-TZ = 시간대가 없는 시각
rule-W-DST = 두 번 있는 시각, 앞의 것으로 봄
rule-W-MOJIBAKE = 인코딩이 깨진 글
rule-W-TEXT = 자르거나 다듬은 글
rule-W-PII = 개인정보, 가렸음
rule-W-NUL = NUL 바이트, 뺐음
rule-W-HIDDEN = 숨긴 행이나 시트, 함께 읽음
rule-W-LINE-LOST = 읽을 수 없는 줄, 어느 주문의 합이 모자랄 수 있음
rule-W-MISSING-COLUMN = 같은 표의 다른 파일에는 있는 열이 없음
rule-W-MERGED = 행에 병합된 셀이 있음, 첫 칸만 읽음
rule-I-ENCODING = CP949로 읽음
rule-I-NORM = 전각 문자나 바깥 공백, 보통 문자로 바꿈
rule-I-BLANK = 빈 행
rule-I-CTRL-Z = 옛 파일 끝 표시, 뺐음
rule-I-NO-ORDER = 주문이 없는 고객
rule-I-NO-CUSTOMER = 고객을 모르는 행
rule-I-VISITOR = 알려진 고객이 아닌 방문자의 접촉
rule-other = { $rule }
kind-quarantined = 보류
kind-excluded = 제외
kind-noted = 알림

# --- 빈자리
gap-title = 자료 없음
gap-no-responses = 설문 응답(표 responses)
gap-no-orders = 주문(표 orders)

# --- 정의
definition-nps-title = 순추천고객지수(NPS)
definition-nps = 추천 의향을 묻는 { $low }~10점 응답입니다. 9~10점은 추천, { $low }~6점은 비추천이며 두 비율의 차이를 −100~+100점으로 나타냅니다. 신뢰구간은 조정 왈드 구간(“+3”)으로, 누가 응답했는지의 우연만 담고 응답하지 않은 고객의 생각은 담지 못합니다. 한 고객의 여러 응답은 구간에 반영했습니다.
definition-repeat-title = { $days }일 안 재구매율
definition-repeat = 첫 주문 후 { $days }일이 지난 고객 가운데 { $days }일 안에 다시 구매한 고객의 비율입니다(현지 날짜 기준). 취소와 전체 반품, 교환과 재발송은 구매로 세지 않으며, 같은 날의 여러 주문은 한 번으로 셉니다. 끝까지 관찰되지 않은 달은 비워 둡니다.
definition-returning-title = 구매자 중 기존 고객 비중
definition-returning = 그달에 구매한 고객 가운데 그달이 시작되기 전에 구매한 적이 있는 고객의 비율입니다.
definition-verdict-title = 실제 변화와 우연
definition-verdict = 같은 지표의 모든 비교를 함께 고려해도(벤저미니–호크버그, { $level }) 뚜렷할 때만 실제 변화라고 부릅니다. 그렇지 않으면 우연일 수 있습니다. 한쪽이라도 30 미만이면 판단하지 않습니다.
definition-privacy-title = 작은 집단
definition-privacy = { $min_n }명 미만인 집단은 가리거나 ‘기타’로 합치고, 뺄셈으로 알아낼 수 있으면 다른 집단도 함께 가리거나 합칩니다. 100 미만에서는 소수를, 30 미만에서는 구성 비율과 모두 같은 값인 집단을 표시하지 않습니다.

# --- 출처
foot-period = { $company }, { $month }. { $until }까지의 자료, 현지 시간 { $timezone }.
foot-kit = cxmetrics { $version }, 파일 { $files ->
    [1] { $files }개
   *[other] { $files }개
  }, 노트북 { $notebook }.

points-is = { $value }점
percentage-points-is = { $value }%p
just-month = { $month }
page = 쪽

caption-table-rates = 정의별 재구매율
column-definition = 정의
definition-name-within = { $days }일을 모두 관찰한 고객 가운데 { $days }일 안에 다시 구매한 비율
definition-name-km = 같은 비율을 전체 고객으로 추정(카플란–마이어)
definition-name-customer_share = 자료 시작 후 두 번 이상 구매한 고객 비율
definition-name-order_share = 전체 구매 건 중 기존 고객의 구매 비율
gap-no-cohort = 판단할 수 있는 첫 구매 월(이력이 확인되고 { $days }일이 지난 달)

# --- 자료 점검
report-health = 자료 점검
health-subtitle = 파일의 모든 행이 어떻게 되었는지
health-closed = 모든 행의 행방이 맞습니다. 읽은 { $rows }행 가운데 { $used }행을 쓰고 { $aside }행을 보류했습니다.
nothing-odd-title = 알릴 것 없음
nothing-odd = 모든 행을 썼고, 의심할 만한 행이 없습니다.
foot-check = cxmetrics { $version }, { $as_of }에 읽은 파일. 보류한 행의 값은 가렸습니다: #는 숫자, a와 가는 글자.
note-rules-short = 어느 표의 어느 행인지는 cxmetrics check 명령이 말해 줍니다.
note-aside-more = { $all }행 가운데 { $shown }행만 보입니다. 전체는 점검 JSON에 있습니다.

sampled-orders-title = 표본 주문
sampled-orders = 고객이 아니라 주문을 뽑은 표본이라 한 고객의 다른 주문이 빠져 있습니다. 이 보고서의 재구매율은 모두 실제보다 훨씬 낮으며, 다른 값과 견주면 안 됩니다.

# --- CSAT, CES
opinion-rose = { $month } { $name }: { $value }({ $low }~{ $high }, n = { $n }). { $base }보다 { $size }%p 높고, 우연으로 보기 어려운 변화입니다.
opinion-fell = { $month } { $name }: { $value }({ $low }~{ $high }, n = { $n }). { $base }보다 { $size }%p 낮고, 우연으로 보기 어려운 변화입니다.
opinion-unclear = { $month } { $name }: { $value }({ $low }~{ $high }, n = { $n }). { PARTICLE($base, "과/와") }의 차이는 우연일 수 있습니다.
opinion-plain = { $month } { $name }: { $value }({ $level } 신뢰구간 { $low }~{ $high }, n = { $n }).
opinion-none = { $month } { $name }: 말할 수 없습니다({ $reason }).
metric-csat = 만족 응답 비율(CSAT)
metric-ces = 이용이 쉬웠다는 응답 비율(CES)
heading-csat = 만족도(CSAT)
heading-ces = 이용 편의(CES)
alt-opinion-trend = { $first }부터 { $last }까지 월별 { $name } 선 그래프: { $last } { $value }({ $low }~{ $high }).
caption-opinion-trend = 월별 { PARTICLE($name, "과/와") } { $level } 신뢰구간
caption-table-opinion = 월별 { $name }
column-share-csat = 만족
column-share-ces = 쉬움
column-mean = 평균
column-low-csat = 그 밖
column-low-ces = 힘듦
card-csat = 만족 응답 비율(CSAT)
card-ces = 이용이 쉬웠다는 응답 비율(CES)
gap-no-csat = 만족도 문항(csat)의 응답
gap-no-ces = 고객 노력 문항(ces)의 응답
definition-csat-title = 만족도(CSAT)
definition-csat = { $low }~{ $high }점 척도에서 가장 높은 두 답의 비율과 윌슨 신뢰구간이며, 한 고객의 여러 응답을 반영합니다. ‘그 밖’은 그보다 낮은 답의 비율입니다. 평균은 다른 지표이므로 한 계열에 섞지 않습니다.
definition-ces-title = 고객 노력(CES)
definition-ces = { $low }~{ $high }점 척도의 가운데를 넘어 ‘쉬움’ 쪽에 있는 답의 비율과 윌슨 신뢰구간이며, 한 고객의 여러 응답을 반영합니다. ‘힘듦’은 반대쪽 끝의 비율입니다. 척도와 방향은 선언한 대로이며 추측하지 않습니다.

# --- cohorts
heading-cohorts = 첫 구매 시기별 고객 유지율
caption-table-cohorts = 첫 구매 월별 신규 고객이 이후 달에 구매한 비율
caption-table-days = 다시 구매할 때까지의 날수
all-cohorts = 알 수 있는 코호트 전체
column-age = +{ $age }개월
column-come-back = 다시 구매한 고객
column-days = 날수
note-cohorts = 그달에 처음 구매한 모든 고객에 대한 비율입니다. 빈칸은 아직 알 수 없거나 코호트가 { $min_n }명 미만인 경우입니다.
reason-not-reached = 관찰한 기간 안에 이만큼 돌아오지 않음
definition-retention-title = 코호트
definition-retention = 고객은 처음 구매한 달에 속하며, 그 뒤 어느 달에 구매가 있으면 그 나이에 남은 것으로 셉니다. 끝난 달의 비율은 나중에도 바뀌지 않습니다. 마지막 행은 그만큼 관찰된 코호트를 모두 합한 것입니다.

# --- control chart
control-within = { PARTICLE($month, "은/는") } { $first }부터 { $last }까지의 자료로 예상되는 범위({ $low }~{ $high }) 안에 있습니다. 그 뒤 { $months }개월 가운데 { $outside }개월이 범위를 벗어났습니다.
control-below = { PARTICLE($month, "은/는") } { $first }부터 { $last }까지의 자료로 예상되는 범위({ $low }~{ $high })보다 낮습니다. 그 뒤 { $months }개월 가운데 { $outside }개월이 범위를 벗어났습니다.
control-above = { PARTICLE($month, "은/는") } { $first }부터 { $last }까지의 자료로 예상되는 범위({ $low }~{ $high })보다 높습니다. 그 뒤 { $months }개월 가운데 { $outside }개월이 범위를 벗어났습니다.
caption-control = 월별 NPS와 { $first }~{ $last } 자료로 예상되는 범위
alt-control = NPS 관리도: { $month } { $nps }점, { $first }부터 { $last }까지의 자료로 예상되는 범위는 { $low }~{ $high }.
heading-control = 이상 변동 여부
gap-no-control = 응답이 30건 이상인 달 13개월 이상(관리도)
definition-control-title = 관리 한계
definition-control = 응답이 30건 이상인 처음 12개월이 중심과 응답 하나의 흩어짐을 한 번만 정합니다. 이후의 달은 중심에서 표준오차의 세 배까지 벗어날 수 있으며, 우연히 벗어나는 달은 370개월에 하나입니다.

# --- lifetime value, lost customers, core fandom
heading-lifetime = 고객의 예상 미래 가치
lifetime-margin = 고객 한 명이 앞으로 { $months }개월 동안 가져올 공헌이익은 { PARTICLE($value, "으로/로") } 예상됩니다({ $level } 신뢰구간 { $low }~{ $high }).
lifetime-revenue = 고객 한 명이 앞으로 { $months }개월 동안 쓸 금액은 { PARTICLE($value, "으로/로") } 예상됩니다({ $level } 신뢰구간 { $low }~{ $high }). 자료에 이익이 없어 이익이 아니라 매출입니다.
lifetime-held-back = 최근 { $days }일을 떼어 놓고 확인하니 모형의 예상은 고객 한 명당 { $predicted }건, 실제 구매는 { $actual }건이었습니다.
lifetime-few = 다시 구매한 고객이 아직 100명 미만이어서 가치를 말할 수 없습니다.
lifetime-dependent = 자주 사는 고객과 그렇지 않은 고객의 한 번 구매 금액이 달라 모형의 가정에 맞지 않으므로 가치를 말할 수 없습니다.
lifetime-missed = 가치를 말할 수 없습니다. 최근 { $days }일 동안 모형의 예상은 고객 한 명당 { $predicted }건이었지만 실제 구매는 { $actual }건이었습니다.
caption-table-lifetime = 지금까지의 구매 횟수별 고객과 앞으로 { $months }개월
caption-table-held-back = 최근 { $days }일: 모형의 예상과 실제 구매
note-lifetime = ‘활동’은 고객이 아직 구매하는 상태일 확률(모형)입니다. 한 번만 구매한 고객은 자료로 알 수 없습니다. { $min_n }명 미만인 집단은 가립니다.
column-purchases-so-far = 지금까지 구매
column-active = 활동
column-purchases-to-come = 예상 구매
column-worth = 1인당 가치
column-value-share = 전체 가치 중 비율
column-predicted = 예상
column-actual = 실제
purchases-exactly = { $purchases }회
purchases-or-more = { $purchases }회 이상
all-customers = 전체 고객
heading-away = 고객 이탈 판단 기준
away-window = 다시 오는 고객의 95%는 { $days }일 안에 옵니다({ $low }~{ $high }일). 고객 { $customers }명 가운데 { $away }명은 그보다 오래 오지 않았습니다. { $newest } 이후에 구매한 고객은 아직 말할 수 없습니다.
away-few = 다시 온 고객이 너무 적어 자료에서 기준을 읽을 수 없으므로 { $days }일을 씁니다. 고객 { $customers }명 가운데 { $away }명은 그보다 오래 오지 않았습니다.
away-rising = 관찰한 기간이 끝날 때까지도 고객이 계속 돌아오고 있어 자료로는 기준을 정할 수 없으므로 { $days }일을 씁니다. 고객 { $customers }명 가운데 { $away }명은 그보다 오래 오지 않았습니다.
heading-fandom = 코어 팬덤(핵심 충성 고객)
fandom-share = { $month }까지 1년 동안 구매한 고객 가운데 { PARTICLE($share, "이/가") }({ $low }~{ $high }, n = { $n }) 코어 팬입니다. 다시 구매했고, 추천 의향을 밝혔거나 소개했거나 후기를 썼습니다.
fandom-value = 이들이 공헌이익의 { PARTICLE($value, "을/를") }({ $low }~{ $high }) 가져왔습니다.
fandom-unknown = 주문 이력이 1년이 안 되어 코어 팬덤의 크기를 말할 수 없습니다.
gap-no-fandom = 팬덤을 알 수 있는 자료: NPS 응답, 추천인(orders.referrer_id) 또는 후기(접점 review_written)
caption-table-fandom = 각 달까지 1년의 코어 팬덤
column-year-until = 기준 달
column-share-fans = 코어 팬
column-buyers = 구매 고객
column-fans = 팬 수
column-promoters-of = … 추천 고객
column-referrers = … 소개한 고객
column-reviewers = … 후기 작성
column-margin-share = 이익 중 비율
reason-no-sign = 응답·추천·후기 없음
reason-not-a-year = 주문 이력이 1년 미만

# --- since the last report
heading-since = 지난 보고서 이후 달라진 점
caption-table-since = { $month } 보고서의 수치와 지금 아는 수치
column-as-published = { $month } (발표)
column-as-known-now = { $month } (지금)
column-real-or-chance = 그 뒤의 변화
moved-by-few = 몇 건 차이로 바뀜
since-rose = 오름(실제 변화)
since-fell = 내림(실제 변화)
since-unclear = 우연일 수 있음
since-too_few = 응답이 너무 적음
since-partial = 달이 끝나지 않음
no-last-report-title = 첫 보고서
no-last-report = 견줄 이전 보고서가 없습니다.
note-restated = 두 값이 다르면 그달의 응답이나 주문이 나중에 들어왔거나 고쳐진 것입니다.

# --- metric catalogue
gap-no-metric = 지표: 이 회사의 자료에 지표를 만들 표가 없음
heading-catalogue = 지표 정의
caption-table-catalogue = 각 수치의 뜻
column-metric = 지표
column-meaning = 뜻
column-unit = 단위
unit-points = 점(−100~100)
unit-share = 비율
unit-score = 점수
unit-days = 일
unit-money = 금액
unit-purchases = 구매 건수
metric-name-nps = 순추천지수(NPS)
metric-meaning-nps = 전체 응답 중 추천 고객 비율에서 비추천 고객 비율을 뺀 값
metric-name-csat = 만족 응답 비율(CSAT)
metric-meaning-csat = 가장 높은 두 답의 비율
metric-name-csat-mean = 만족도 평균
metric-meaning-csat-mean = 응답 점수의 평균
metric-name-csat-low = 만족하지 않은 응답 비율
metric-meaning-csat-low = 가장 높은 두 답을 뺀 나머지의 비율
metric-name-ces = 이용이 쉬웠다는 응답 비율(CES)
metric-meaning-ces = ‘쉬움’ 쪽 답의 비율
metric-name-ces-mean = 이용 편의 평균
metric-meaning-ces-mean = 물은 방향 그대로의 응답 점수 평균
metric-name-ces-low = 이용이 힘들었다는 응답 비율
metric-meaning-ces-low = ‘힘듦’ 쪽 답의 비율
metric-name-repeat-within = { $number }일 이내 재구매율
metric-meaning-repeat-within = { $number }일을 모두 관찰한 고객 가운데 그 안에 다시 구매한 비율
metric-name-repeat-customer-share = 두 번 이상 구매
metric-meaning-repeat-customer-share = 자료 시작 후 두 번 이상 구매한 고객의 비율
metric-name-repeat-order-share = 기존 고객의 구매
metric-meaning-repeat-order-share = 전체 구매 가운데 전에 구매한 적이 있는 고객의 구매 비율
metric-name-repeat-monthly-returning = 구매자 중 기존 고객 비중
metric-meaning-repeat-monthly-returning = 그달 구매 고객 가운데 그 전에 구매한 적이 있는 비율
metric-name-retention = 코호트 유지율
metric-meaning-retention = 그달 신규 고객 가운데 이후 달에 구매한 비율
metric-name-days-to-repeat = 두 번째 주문까지의 시간
metric-meaning-days-to-repeat = 전체 고객 중 일정 비율이 다시 구매할 때까지의 날수
metric-name-clv = 고객 가치({ $number }개월)
metric-meaning-clv = { $number }개월 동안 예상되는 구매의 할인된 공헌, 고객 한 명 평균
metric-name-purchases-held-back = 떼어 놓은 구매
metric-meaning-purchases-held-back = 모형에 보여 주지 않은 최근 { $number }일의 고객 한 명당 구매
metric-name-churn-window = 이탈 기준 기간
metric-meaning-churn-window = 다시 오는 고객의 95%가 돌아올 때까지의 날수
metric-name-core-fandom = 코어 팬덤
metric-meaning-core-fandom = 1년간 구매 고객 가운데 다시 구매했고 추천·소개·후기를 남긴 비율

# --- changes
holiday-Seollal = 설
holiday-Chuseok = 추석
joint-short-rose = { $holiday } 시기가 달라 { PARTICLE($span, "을/를") } 합하면 1년 전보다 { $size } 높고, 우연으로 보기 어렵습니다.
joint-short-fell = { $holiday } 시기가 달라 { PARTICLE($span, "을/를") } 합하면 1년 전보다 { $size } 낮고, 우연으로 보기 어렵습니다.
joint-short-unclear = { $holiday } 시기가 달라 { PARTICLE($span, "을/를") } 합하면, 1년 전과의 차이는 우연일 수 있습니다.
joint-rose = { PARTICLE($span, "을/를") } 합하면 1년 전보다 { $size } 높아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 상승입니다.
joint-fell = { PARTICLE($span, "을/를") } 합하면 1년 전보다 { $size } 낮아졌으며({ $low }~{ $high }), 우연으로 보기 어려운 실제 하락입니다.
joint-unclear = { PARTICLE($span, "을/를") } 합하면 1년 전과의 차이는 { $difference }({ $low }~{ $high })이며, 우연일 수 있습니다.
joint-too_few = { $holiday } 시기가 1년 전과 달라 { PARTICLE($span, "을/를") } { PARTICLE($base, "과/와") } 비교해야 하지만, 한쪽의 자료가 너무 적습니다.
shifted = { $holiday } 시기가 { PARTICLE($base, "과/와") } 달라 두 달을 바로 비교하지 않습니다. { PARTICLE($span, "과/와") } 1년 전의 같은 달들을 모두 알게 되면 합해서 비교할 수 있습니다.
change-joint-rose = { $span } { $now }, { $base } { $before } ({ $difference }, 우연으로 보기 어려움)
change-joint-fell = { $span } { $now }, { $base } { $before } ({ $difference }, 우연으로 보기 어려움)
change-joint-unclear = { $span } { $now }, { $base } { $before } ({ $difference }, 확인되지 않음)
change-shifted = { PARTICLE($base, "과/와") } 비교하지 않음: { $holiday } 시기가 다름
difference-joint = { $difference } ({ $span })
difference-shifted = { $holiday } 시기 다름
overlap-note = { $comparisons ->
    [1] 비교 { $comparisons }개이며, 두 기간에 모두 있는 고객을 반영했습니다.
   *[other] 비교 { $comparisons }개를 함께 고려했으며, 두 기간에 모두 있는 고객을 반영했습니다. 신뢰구간은 비교 하나만의 것이어서, 0을 벗어나도 우연일 수 있습니다.
  }
power = { PARTICLE($base, "과/와") }의 비교에서는 약 { $detectable } 이상 실제로 달라졌어야 다섯 번 가운데 네 번 드러납니다. { $worth }의 변화를 그만큼 자주 알아보려면 양쪽에 각각 n = { PARTICLE($needed, "이/가") } 필요합니다.
mix-clear = { $group }별로 { PARTICLE($span, "을/를") } { PARTICLE($base, "과/와") } 비교하면, 전체 변화 { $change } 가운데 { PARTICLE($rate, "은/는") } 집단 안의 점수가 달라진 몫({ $low }~{ $high })이고 { PARTICLE($mix, "은/는") } 고객 구성이 달라진 몫입니다.
mix-unclear = { $group }별로 { PARTICLE($span, "을/를") } { PARTICLE($base, "과/와") } 비교하면, 전체 변화 { $change } 가운데 { PARTICLE($rate, "은/는") } 집단 안의 점수가 달라진 몫({ $low }~{ $high })으로 우연일 수 있고, { PARTICLE($mix, "은/는") } 고객 구성이 달라진 몫입니다.
mix-reversal = 주의: 집단은 모두 한 방향으로, 전체는 그 반대로 움직였습니다. 전체의 변화는 고객 구성에서 온 것이며 집단의 변화를 말해 주지 않습니다.
mix-hidden = { $group }별로는 가린 집단이 있어 1년 전과의 변화를 나누어 보지 않습니다.
definition-alike-title = 비교할 수 있는 달
definition-alike = 설과 추석의 선물 시기는 명절 14일 전부터 다음 날까지입니다. 한 달에 든 이 시기가 1년 전보다 3일 이상 많거나 적으면 그 달만 따로 비교하지 않고, 두 해 모두 그 시기가 든 달들을 합해 비교합니다.

# --- privacy
n-below = { $min_n } 미만
n-is-below = n < { $min_n }
label-other-groups = 기타
reason-withheld = 작은 집단이 드러날 수 있어 모두 가림
segments-merged = 따로 보이기에는 너무 작은 집단을 ‘기타’로 합쳤습니다.

# --- 탐색기
explore-metric = 지표
explore-by = 구분
explore-first = 시작
explore-last = 끝
explore-channel = 채널
explore-days = 날수
explore-level = 신뢰수준
explore-no-group = 없음(월별)
explore-repeat = N일 안 재구매율
explore-busy = 계산하는 중 …
explore-code = 같은 결과를 내는 코드
explore-copy = 복사
explore-copied = 복사함
explore-only-responses = 이 채널의 응답만 셉니다: { $channel }.
explore-only-orders = 이 채널의 주문만 세며, 첫 구매도 이 채널의 첫 구매를 뜻합니다: { $channel }.
caption-table-explore = { $name }, { $first }~{ $last }
note-explore-rows = { $all }행 가운데 처음 { $shown }행입니다. 코드는 모든 행을 줍니다.
alt-groups = { $month } { $group }별 { PARTICLE($metric, "과/와") } 신뢰구간: 가장 높은 곳은 { $best } { $best_value }, 가장 낮은 곳은 { $worst } { $worst_value }.
alt-groups-none = { $month } { $group }별 { $metric }: 보여 줄 만큼 큰 집단이 없습니다.
caption-groups = { $month } { $group }별 { PARTICLE($metric, "과/와") } { $level } 신뢰구간

# --- spreads
alt-scores = 점수별 응답 막대, { $name }: { $month }에는 { $score }점이 가장 많습니다({ $share }).
caption-scores = { $name }: 점수별 응답
axis-days = 첫 구매 뒤 날수
axis-purchases = 고객 한 명당 구매
axis-worth = 고객 한 명의 가치
alt-come-back = 날수별로 다시 구매한 비율의 곡선: { $days }일 뒤 { $share }({ $low }~{ $high }).
caption-come-back = 첫 구매 뒤 날수별로 다시 구매한 비율과 { $level } 신뢰구간
alt-held-back = 최근 { $days }일의 구매와 모형의 예상을 견준 막대: 가장 크게 다른 것은 지금까지 { $purchases } 구매한 고객으로, 실제 { $actual }건, 예상 { $predicted }건입니다.
label-expected = 예상
alt-worth = 지금까지의 구매 횟수별로 앞으로 { $months }개월 고객 가치의 막대: 전체 가치의 { $share }, 가장 큰 몫은 { $purchases } 구매한 고객이며 한 명당 { $value }입니다.
caption-worth = 지금까지의 구매 횟수별, 앞으로 { $months }개월의 고객 가치
purchases-label = { $purchases } 구매
metric-name-repeated-by-day = 날수별 재구매
metric-meaning-repeated-by-day = 아직 기다리는 고객까지 포함해, 어느 날까지 다시 구매한 고객의 비율

# --- channels: which, in which order, and at what cost
heading-channel-mix = 채널별 구매
heading-channel-pairs = 함께 쓰는 채널
heading-next-channel = 한 구매에서 다음 구매로
heading-stores = 매장과 온라인
heading-channel-scores = 어느 채널에서나 같은 경험인가
heading-first-touch = 첫 접점과 재구매
heading-costs = 새 고객을 얻는 비용과 지키는 비용
gap-stores = 매장 주문(채널 { $stores }): 온라인의 수치는 매장에 대해 아무것도 말해 주지 않음
gap-segments = 고객별 고객군(표 customers의 열 segment)
gap-no-channel-purchases = 채널을 아는 구매(취소·반품되지 않은 주문)
gap-channel-scores = 채널별 NPS 응답: 그 달에 고객 { $least }명 이상이 답한 채널 둘 이상
gap-first-touch = 고객별 첫 접점(표 orders의 열 first_touch)과 비교할 만큼의 고객
gap-costs = 고객을 얻고 지키는 비용: customers의 acquisition_cost, orders의 discount와 margin
label-tied = 선호 없음(횟수 같음)
label-lost = 기간 안 구매 없음
cell-hidden = 가림
place-store-only = 매장만
place-both = 둘 다
place-online-only = 온라인만
axis-purchases-share = 구매 비율(%)
axis-winning = 새 고객 한 명의 비용
column-channel = 채널
column-bought-in = 구매 채널
column-named = { $name }
column-share-of-purchases = 비율
column-year-earlier = 1년 전
column-real = 실제인가
column-switch = 이동
column-moves = 구매
column-share-of-first = 첫 채널 가운데
column-median-days = 중앙값(일)
column-place-store-only = 매장만
column-place-both = 둘 다
column-place-online-only = 온라인만
column-first-touch = 첫 접점
column-against-rest = 나머지와 비교
column-what = 항목
column-brought-by = 유입 경로
column-per-customer = 고객 한 명당
channel-to = { $one } → { $other }
channel-moved = { $name }({ $points }%p)
note-and-note = { $first } { $next }
note-most-channels = 채널 { $all }개 가운데 큰 { $shown }개입니다.
note-heat-hidden = ‘{ $min_n } 미만’은 고객 수입니다. 줄표는 구매가 없음을 뜻합니다.
note-pairs = 같은 채널끼리 만나는 칸은 그 채널에서 산 모든 고객의 비율입니다.
note-next = 각 줄을 더하면 그 채널의 모든 구매입니다. 마지막 열은 { $days }일 안에 다른 구매가 없는 경우입니다.
note-switches = 모두 { $all }개 가운데 가장 잦은 { $shown }개입니다.
caption-table-mix = 채널별 구매 비율, { $last }까지
caption-table-mix-changes = { $month } 채널별 구매와 1년 전
caption-table-pairs = 최근 { $days }일 고객 가운데 두 채널 모두에서 산 비율
caption-table-next = 구매 채널별, { $days }일 안의 다음 구매
caption-table-switches = 가장 잦은 채널 이동
caption-table-places = 최근 { $days }일 고객이 사는 곳, { $group }별
caption-table-touches = { $days }일 안에 다시 구매한 비율, 첫 접점별
caption-table-costs = 최근 12개월의 고객 확보와 유지, 고객 한 명당
caption-table-winning = 새 고객 한 명의 비용, 유입 경로별
channel-mix-rose = { $month } 구매 가운데 1년 전보다 비율이 커진 채널: { $items }. 우연으로 보기 어렵습니다.
channel-mix-fell = { $month } 구매 가운데 1년 전보다 비율이 작아진 채널: { $items }. 우연으로 보기 어렵습니다.
channel-mix-steady = { $month } 구매에서 1년 전과 우연을 넘어 비율이 달라진 채널은 없습니다.
channel-mix-unknown = { $month }의 비율은 1년 전과 비교할 수 없습니다.
alt-channel-mix = { $month } 채널별 구매 비율의 막대와 1년 전 표시: 가장 많은 구매는 { $name }({ $share }).
alt-channel-mix-none = { $month } 채널별 구매 비율: 보여 줄 만큼 고객이 많은 채널이 없습니다.
caption-channel-mix = { $month } 채널별 구매 비율과 { $level } 신뢰구간, 표시는 1년 전
channel-pairs-none = 최근 { $days }일 동안 보여 줄 만큼 많은 고객이 함께 쓴 두 채널은 없습니다.
channel-pairs-most = 최근 { $days }일 고객이 가장 많이 함께 쓴 두 채널은 { PARTICLE($one, "과/와") } { $other }입니다. 전체의 { $share }({ $low }~{ $high }).
alt-preferred = 최근 { $days }일 고객을 가장 자주 산 채널로 나눈 비율: 가장 높은 곳은 { $best } { $best_value }, 가장 낮은 곳은 { $worst } { $worst_value }.
alt-preferred-none = 최근 { $days }일 고객의 선호 채널: 보여 줄 만큼 큰 집단이 없습니다.
caption-preferred = 최근 { $days }일 고객을 가장 자주 산 채널로 나눈 비율과 { $level } 신뢰구간
channel-lost-apart = { $days }일 안에 다른 구매가 이어지지 않은 비율은 { $worst } 구매 뒤에 가장 높고({ $most }) { $best } 구매 뒤에 가장 낮습니다({ $least }). 두 채널의 차이는 우연으로 보기 어렵지만, 채널이 그 까닭이라는 뜻은 아닙니다.
channel-lost-alike = { $days }일 안에 다른 구매가 이어지지 않은 비율은 가장 높은 채널과 가장 낮은 채널 사이에도 우연을 넘는 차이가 없습니다.
channel-lost-unknown = 어느 채널 뒤에 고객을 더 잃는지 비교할 수 없습니다. 충분히 오래 관찰한 고객이 넉넉한 채널이 둘이 되지 않습니다.
alt-lost = { $days }일 안에 다른 구매가 이어지지 않은 비율, 채널별: 가장 높은 곳은 { $best } { $best_value }, 가장 낮은 곳은 { $worst } { $worst_value }.
alt-lost-none = { $days }일 안에 다른 구매가 이어지지 않은 비율, 채널별: 보여 줄 만큼 고객이 많은 채널이 없습니다.
caption-lost = 구매 채널별, { $days }일 안에 다른 구매가 없는 비율과 { $level } 신뢰구간
alt-places = { $group }별로 사는 곳의 막대: 매장과 온라인을 모두 쓰는 비율이 가장 높은 곳은 { $name }({ $share }).
caption-places = 최근 { $days }일 고객이 사는 곳, { $group }별
channel-spread-clear = { $month } 채널 { $channels }개의 NPS는 우연을 넘어 다릅니다. 채널 사이의 표준편차는 { $spread }점입니다({ $level } 신뢰구간 { $low }~{ $high }).
channel-spread-unclear = { $month } 채널 { $channels }개의 NPS가 서로 다르다고 말할 수 없습니다. 채널 사이의 표준편차는 { $spread }점입니다({ $level } 신뢰구간 { $low }~{ $high }).
channel-spread-ends = 가장 높은 채널은 { $best }({ $best_value }), 가장 낮은 채널은 { $worst }({ $worst_value })이며 둘은 확실히 다릅니다.
channel-spread-few = 그 달에 { $least }명 이상이 답한 채널이 둘이 되지 않아 채널별 NPS를 비교하지 않습니다.
touches-few = 고객이 너무 적어 첫 접점을 비교할 수 없습니다.
touches-above = 나머지보다 { $days }일 안에 더 자주 다시 온 첫 접점: { $items }.
touches-below = 나머지보다 { $days }일 안에 덜 다시 온 첫 접점: { $items }.
touches-alike = { $days }일 안에 다시 오는 비율이 우연을 넘어 나머지와 다른 첫 접점은 없습니다.
touches-compared = { $count ->
    [1] 비교 { $count }개입니다. 재구매와 함께 나타난다고 그 까닭인 것은 아닙니다.
   *[other] 비교 { $count }개를 함께 고려했습니다. 재구매와 함께 나타난다고 그 까닭인 것은 아닙니다.
  }
rest-above = 더 자주
rest-below = 덜 자주
rest-unclear = 우연일 수 있음
rest-too_few = 너무 적음
alt-touches = 첫 접점별 { $days }일 안에 다시 구매한 비율: 가장 높은 곳은 { $best } { $best_value }, 가장 낮은 곳은 { $worst } { $worst_value }.
alt-touches-none = 첫 접점별 { $days }일 안에 다시 구매한 비율: 보여 줄 만큼 큰 집단이 없습니다.
caption-touches = 첫 접점별 { $days }일 안에 다시 구매한 비율과 { $level } 신뢰구간
keeping-unknown = 고객이 너무 적거나 한 명이 비용의 절반을 넘어, 얻는 비용과 지키는 비용을 비교할 수 없습니다.
keeping-cheaper = 새 고객 한 명을 얻는 데 { $winning }, 다시 온 고객 한 명을 12개월 동안 지키는 데 { PARTICLE($keeping, "이/가") } 들었습니다. 지키는 쪽의 비용이 { $difference }({ $low }~{ $high })만큼 적으며 우연으로 보기 어렵습니다.
keeping-dearer = 새 고객 한 명을 얻는 데 { $winning }, 다시 온 고객 한 명을 12개월 동안 지키는 데 { PARTICLE($keeping, "이/가") } 들었습니다. 여기서는 지키는 쪽이 더 싸지 않습니다({ $difference }, { $low }~{ $high }).
keeping-unclear = 새 고객 한 명을 얻는 데 { $winning }, 다시 온 고객 한 명을 12개월 동안 지키는 데 { PARTICLE($keeping, "이/가") } 들었습니다. 차이 { $difference }({ $low }~{ $high })는 우연일 수 있습니다.
keeping-margin = 다시 온 고객 한 명의 이후 구매는 12개월 동안 { $margin }의 공헌이익을 남겼습니다.
alt-sources = 유입 경로별 새 고객 한 명의 비용 막대: 가장 비싼 곳은 { $dearest }({ $dearest_cost }), 가장 싼 곳은 { $cheapest }({ $cheapest_cost }).
caption-sources = 유입 경로별 새 고객 한 명의 비용과 { $level } 신뢰구간
reason-dominated = 고객 한 명이 절반을 넘음
reason-no-customers = 고객 없음
group-first_touch = 첫 접점
definition-channel-purchases-title = 채널별 구매
definition-channel-purchases = 한 고객이 같은 날 낸 주문은 구매 한 번이며 첫 주문의 채널로 셉니다. 취소·반품 주문은 세지 않고, 비회원은 이어서 볼 수 없어 뺍니다. 신뢰구간은 여러 번 사는 고객을 반영합니다.
definition-next-title = 다음 구매
definition-next = 1년 동안의 구매를 각각 { $days }일씩 지켜보며, 그만큼 관찰할 수 있는 구매만 셉니다. 그 뒤에 산 고객도 여기서는 잃은 것으로 셉니다.
definition-costs-title = 얻는 비용과 지키는 비용
definition-costs = 얻는 비용은 최근 12개월에 처음 산 고객의 유치 비용입니다. 지키는 비용은 그 12개월에 다시 산 고객 한 명당, 첫 구매 뒤 구매의 할인액과 지금까지 쓴 모든 포인트(1포인트를 통화 1단위로, 쓴 날짜가 없으므로 전체)입니다. 인건비, 상담, 메시지, 프로그램 운영비는 들어 있지 않습니다. 공헌이익은 같은 구매의 것입니다.
metric-name-channel-mix = 채널별 구매
metric-meaning-channel-mix = 한 기간의 구매 가운데 채널별 비율
metric-name-channel-pair = 채널 쌍
metric-meaning-channel-pair = 최근 { $number }일 고객 가운데 두 채널 모두에서 산 비율
metric-name-preferred-channel = 선호 채널
metric-meaning-preferred-channel = 최근 { $number }일 고객 가운데 그 채널에서 가장 자주 산 비율
metric-name-next-channel = 다음 채널
metric-meaning-next-channel = 한 채널의 구매 가운데 { $number }일 안에 각 채널의 구매로 이어지거나 이어지지 않은 비율
metric-name-store-mix = 매장과 온라인
metric-meaning-store-mix = 최근 { $number }일 고객 가운데 매장만, 온라인만, 둘 다 쓰는 비율
metric-name-nps-spread = NPS의 채널 간 차이
metric-meaning-nps-spread = 우연을 뺀 채널 사이 NPS의 표준편차
metric-name-cost-of-winning = 고객을 얻는 비용
metric-meaning-cost-of-winning = 최근 12개월에 처음 산 고객 한 명의 유치 비용
metric-name-cost-of-keeping = 고객을 지키는 비용
metric-meaning-cost-of-keeping = 다시 산 고객 한 명당 12개월의 이후 구매 할인액과 쓴 포인트
metric-name-margin-of-kept = 지킨 고객의 공헌이익
metric-meaning-margin-of-kept = 다시 산 고객 한 명당 같은 구매의 공헌이익
metric-name-winning-less-keeping = 얻는 비용과 지키는 비용의 차이
metric-meaning-winning-less-keeping = 두 비용의 차이

# --- channels: what more of them go along with
report-channels = 채널과 재구매
subtitle-channels = 채널을 많이 쓰는 고객이 다시 오는 것은 채널 때문일까요?
heading-more-channels = 채널 수의 효과
heading-channel-doses = 채널 수별
heading-fair = 공정한 비교인지 확인
heading-methods = 비교 방법 전체
channels-naive = 채널을 { $at_least }개 이상 쓴 고객은 { $days }일 안에 훨씬 자주 돌아오는 것처럼 보입니다. { $exposed } 대 { $unexposed }, 차이는 { $difference }%p입니다.
effect-left-unclear = 그 전에 알 수 있던 모든 점이 비슷한 고객끼리 비교하면 { $difference }%p가 남습니다({ $level } 신뢰구간 { $low }~{ $high }). 우연과 구별할 수 있는 효과가 아닙니다.
effect-left-more = 그 전에 알 수 있던 모든 점이 비슷한 고객끼리 비교하면 { $difference }%p가 남습니다({ $level } 신뢰구간 { $low }~{ $high }). 우연으로 보기 어렵습니다.
effect-left-less = 그 전에 알 수 있던 모든 점이 비슷한 고객끼리 비교하면 방향이 바뀝니다. { $difference }%p({ $level } 신뢰구간 { $low }~{ $high })이며 우연으로 보기 어렵습니다.
effect-unknown = 비슷한 고객끼리 비교한 값은 말할 수 없습니다. 두 집단을 완전히 가르는 항목이 있습니다.
channels-why = 나머지는 원래 다른 고객이기 때문입니다. 오래 남아 자주 사는 고객일수록 여러 채널을 만나게 됩니다.
channels-design = 채널은 기준일 전 { $baseline }일 동안, 구매는 기준일부터 { $days }일 동안 셉니다(기준일 { $landmarks }개, 마지막은 { $last }). 이용이 { $at_least }번 미만인 고객은 채널 { $at_least }개를 쓸 수 없으므로 비교에서 뺍니다.
gap-no-channel = 주문별 채널(열 channel)
gap-few-channels = 두 번째·세 번째 채널: { $at_least }개 이상 쓰는 고객이 없거나 모두입니다
gap-short-history = 주문 { $days }일치: 기준일 전 { $baseline }일과 그 뒤 { $outcome }일
gap-few-on-channels = 채널을 { $at_least }개 이상 쓰는 충분한 수의 고객
method-crude_history = 흔히 말하는 방식: 전체 이력
method-crude_landmark = 기준일 전 채널, 조정 없음
method-stratified = 층 안에서 비교
method-g_computation = 결과 모형으로 조정
method-overlap = 가중치로 비슷하게(대표값)
method-mantel_haenszel = 층 안에서, 겹치는 고객
estimand-crude_history = 모두, 비슷하지 않음
estimand-crude_landmark = 가능한 고객, 비슷하지 않음
estimand-stratified = 가능한 고객
estimand-g_computation = 가능한 고객
estimand-overlap = 어느 쪽도 될 수 있던 고객
estimand-mantel_haenszel = 어느 쪽도 될 수 있던 고객
axis-difference = 다시 온 비율의 차이
label-no-difference = 차이 없음
label-as-they-are = 조정 전
alt-methods = 점과 신뢰구간: 조정 전 차이 { $naive }%p에서, 비슷한 고객끼리는 { $fair }%p({ $low }~{ $high })까지 줄어듭니다.
caption-methods = 다시 온 비율의 차이(%p)와 { $level } 신뢰구간
caption-table-methods = 같은 차이를 여러 방법으로 비교
column-method = 방법
column-exposed = 많은 채널
column-unexposed = 적은 채널
column-ratio = 비
column-estimand = 누구의 차이인가
dose-channels = 채널 { $dose }개
alt-dose-channels = 모두가 그만큼의 채널을 쓴다면 다시 오는 비율의 막대: { $first }개일 때 { $first_share }, { $last }개일 때 { $last_share }. 조정 전 { $last }개는 { $crude }.
caption-dose-channels = 채널 수별로 다시 온 비율(비슷한 고객끼리), 표시는 조정 전
dose-none = 비슷한 고객끼리는 채널 수와 다시 오는 비율의 관계가 우연을 넘지 않습니다.
dose-more = 비슷한 고객끼리도 채널이 많을수록 더 자주 다시 오며, 우연으로 보기 어렵습니다.
dose-less = 비슷한 고객끼리는 채널이 많을수록 덜 다시 오며, 우연으로 보기 어렵습니다.
money-unclear = 금액으로는 비슷한 고객 가운데 많은 채널을 쓴 쪽이 { $days }일 동안 { $difference }({ $low }~{ $high }) 차이가 나며 우연일 수 있습니다. 조정 전 차이는 { $naive }입니다.
money-more = 금액으로는 비슷한 고객 가운데 많은 채널을 쓴 쪽이 { $days }일 동안 { $difference }({ $low }~{ $high }) 더 썼고 우연으로 보기 어렵습니다. 조정 전 차이는 { $naive }입니다.
money-less = 금액으로는 비슷한 고객 가운데 많은 채널을 쓴 쪽이 { $days }일 동안 { $difference }({ $low }~{ $high }) 차이로 덜 썼고 우연으로 보기 어렵습니다. 조정 전 차이는 { $naive }입니다.
placebo-clean = 반대 검증에서는 예상대로 차이가 없습니다. 채널을 세기 전의 구매로 같은 비교를 하면 { $difference }%p({ $low }~{ $high })입니다.
placebo-alarm = 반대 검증에서 경고가 나왔습니다. 채널이 일으켰을 수 없는 그 전의 구매에서도 같은 비교가 { $difference }%p({ $low }~{ $high }) 차이를 보입니다. 측정하지 못한 무엇이 두 집단을 가르므로 위의 차이를 믿지 마십시오.
placebo-unknown = 반대 검증을 할 수 없습니다. 채널을 세기 전부터 충분히 오래 고객이었던 사람이 없습니다.
balance-reached = 조정 전 두 집단은 { $worst }에서 가장 달랐고(표준편차의 { $before }배), 조정 뒤에는 { $columns }개 항목 모두 { $after }배 이내입니다.
balance-missed = 두 집단을 비슷하게 만들지 못했습니다. 아직 표준편차의 { $after }배까지 다릅니다(0.1을 넘지 않아야 합니다).
sensitivity-nothing = 남은 차이는 측정하지 못한 요인 없이도 설명됩니다. 측정한 것 가운데 빼면 차이가 가장 크게 달라지는 것은 { $strongest }입니다({ $moved }%p).
sensitivity-left = 남은 차이를 없애려면 측정하지 못한 요인이 채널과 재구매 양쪽에 각각 { $ratio }배로 얽혀 있고, 측정한 것 가운데 가장 강한 { $strongest }({ $moved }%p)의 { $times }배만큼 차이를 움직여야 합니다.
covariate-squared = { $name }(제곱)
axis-of-group = 집단에서 차지하는 비율
arm-exposed = 많은 채널
arm-unexposed = 적은 채널
alt-chances = 그 전에 알 수 있던 것으로 본 많은 채널을 쓸 가능성의 두 집단별 막대: 많은 채널을 쓴 고객의 { $low }는 가능성이 가장 낮은 구간, 나머지 고객의 { $high }는 가장 높은 구간에 있습니다.
caption-chances = 그 전에 알 수 있던 것으로 본, 많은 채널을 쓸 가능성의 분포
sensitivity-tipping = 또는 ‘{ $trait }’만큼({ $effect }%p) 재구매를 움직이는 특성이 많은 채널을 쓰는 쪽에 { $share }%p 더 흔해야 합니다. ‘{ $trait }’ 자체의 차이는 { $own }%p입니다.
metric-name-tipping-point = 전환점
metric-meaning-tipping-point = 효과를 없애려면 측정하지 못한 특성이 한 집단에 얼마나 더 흔해야 하는지
card-crude_history = 흔히 말하는 차이
card-crude_landmark = 기준일 전 채널로
card-overlap = 비슷한 고객끼리
card-points = 다시 온 비율의 차이(%p)
card-customers = n = { $n }
card-more = 우연으로 보기 어려움
card-less = 우연으로 보기 어려움
card-unclear = 우연일 수 있음
caption-table-balance = 두 집단이 비슷한 정도: 조정 전과 후의 차이(표준편차 단위)
column-covariate = 그 전에 알 수 있던 것
column-before = 조정 전
column-after = 조정 후
note-balance = 모두 { $all }개 가운데 차이가 큰 { $shown }개입니다.
caption-table-moved = 각각을 뺐을 때 달라지는 정도
column-moved = %p
caption-table-left-out = 비교하지 않은 고객
column-why = 까닭
left-out-exposure-or-outcome-unknown = 채널이나 구매를 알 수 없음
left-out-could-not-have = 기준일 전 이용 횟수가 적어 그만큼의 채널을 쓸 수 없음
left-out-stratum-of-one-arm = 상대 집단에 비슷한 고객이 너무 적음(층 안에서 비교할 때만 뺌)
covariate-label = { $name }: { $label }
covariate-occasions = 이용 횟수
covariate-recency = 마지막 구매 뒤 지난 날
covariate-tenure = 첫 구매 뒤 지난 날
covariate-orders = 구매한 날 수
covariate-spend = 그 전에 쓴 금액
covariate-discount-share = 할인 비중
covariate-segment = 고객 등급
covariate-category = 첫 구매 카테고리
covariate-first-touch = 첫 접점
covariate-device = 기기
covariate-region = 지역
covariate-landmark = 기준일
definition-effect-title = 효과
definition-effect = 채널과 고객을 비슷하게 맞추는 모든 항목은 어떤 날(기준일) 전에, 구매는 그 뒤에 셉니다. 대표값은 어느 집단에나 속할 수 있었던 고객에게 큰 가중치를 줍니다(겹침 가중치). 다른 중요한 차이가 없을 때에만 효과이며, 이는 누구도 증명할 수 없습니다. 반대 검증과 위의 마지막 문장들이 무엇이 의심스러운지 말해 줍니다.
definition-crude-title = 흔히 말하는 차이
definition-crude = 전체 이력에서 채널을 세면 채널이 고객을 붙잡은 것처럼 보입니다. 오래 남은 고객일수록 채널을 만날 시간이 많기 때문입니다. 흔히 이렇게 말하므로 함께 보여 드립니다.
metric-name-effect-on-returned = 다시 오는 데 미친 효과
metric-meaning-effect-on-returned = 많은 채널과 적은 채널을 쓰는 고객의 다시 산 비율 차이
metric-name-money-effect-on-spent = 쓴 금액에 미친 효과
metric-meaning-money-effect-on-spent = 많은 채널과 적은 채널을 쓰는 고객의 평균 금액 차이
metric-name-placebo-bought-before = 반대 검증
metric-meaning-placebo-bought-before = 채널을 세기 전의 구매로 구한 같은 차이(0이어야 함)
metric-name-return-by-dose = 채널 수별 다시 온 비율
metric-meaning-return-by-dose = 모든 고객이 그만큼의 채널을 쓸 때 다시 사는 비율
column-difference = 차이
unit-ratio = 비
unit-deviations = 표준편차
metric-name-balance = 균형
metric-meaning-balance = 가중치를 준 뒤 두 집단 사이의 항목별 차이
metric-name-chance-of-exposure = 많은 채널을 쓸 가능성
metric-meaning-chance-of-exposure = 추정한 가능성이 10등분 구간마다 속한 고객의 비율
metric-name-e-value = E-값
metric-meaning-e-value = 효과를 없애려면 측정하지 못한 요인이 가져야 하는 비
metric-name-times-strongest = 가장 강한 요인의 몇 배
metric-meaning-times-strongest = 측정한 것 가운데 가장 강한 항목과 견준 배수
metric-name-moved-by = 달라지는 정도
metric-meaning-moved-by = 항목 하나를 뺐을 때 효과의 변화
