# English. Keys and fields equal those of the other catalogues; a test says so.

page-of = Page { $page } of { $pages }
skip-to-content = Skip to the report
contents = Contents
summary = At a glance
partial-month = Partial month: data until { $until }

report-scorecard = Customer scorecard
subtitle-scorecard = Are customers happier, and do they come back?

# --- headings
heading-summary = At a glance
heading-nps = Recommendation (NPS) over time
heading-segments = Recommendation (NPS) by { $group }
heading-repeat = Repeat purchase by month of first order
heading-returning = Returning customers among buyers
heading-definitions-of-repeat = Four rates that are all called “repeat rate”
heading-health = Data behind this report
heading-definitions = How the numbers are made
heading-rows = Rows by table
heading-rules = Rows by rule
heading-files = Files
heading-aside = Rows set aside or doubted

# --- sentences of the state of the month
nps-headline-rose = NPS rose to { $nps } in { $month }, { $size } points above { $base }: more than chance explains.
nps-headline-fell = NPS fell to { $nps } in { $month }, { $size } points below { $base }: more than chance explains.
nps-headline-unclear = NPS was { $nps } in { $month }: the difference from { $base } can be chance.
nps-headline-plain = NPS was { $nps } in { $month }.
nps-none = In { $month } no NPS can be given: { $reason }.
nps-interval = { $level } interval { $low } to { $high }, n = { $n }.
nps-rose-last_year = That is { $size } points above { $base } ({ $low } to { $high }), a real rise: more than chance explains.
nps-fell-last_year = That is { $size } points below { $base } ({ $low } to { $high }), a real fall: more than chance explains.
nps-unclear-last_year = Against { $base }: { $difference } points ({ $low } to { $high }), which can be chance.
nps-too_few-last_year = Against { $base } nothing can be said: there are too few answers.
nps-unknown-last_year = There is no { $base } to compare it with.
nps-partial-last_year = It is not compared with { $base }: the month is not over.
nps-rose-previous = That is { $size } points above { $base } ({ $low } to { $high }), a real rise: more than chance explains.
nps-fell-previous = That is { $size } points below { $base } ({ $low } to { $high }), a real fall: more than chance explains.
nps-unclear-previous = Against { $base }: { $difference } points ({ $low } to { $high }), which can be chance.
nps-too_few-previous = Against { $base } nothing can be said: there are too few answers.
nps-unknown-previous = There is no { $base } to compare it with.
nps-partial-previous = It is not compared with { $base }: the month is not over.

repeat-headline-rose = { $rate } of the customers who first bought in { $month } bought again within { $days } days, { $size } percentage points above { $base }: more than chance explains.
repeat-headline-fell = { $rate } of the customers who first bought in { $month } bought again within { $days } days, { $size } percentage points below { $base }: more than chance explains.
repeat-headline-unclear = { $rate } of the customers who first bought in { $month } bought again within { $days } days: the difference from { $base } can be chance.
repeat-headline-plain = { $rate } of the customers who first bought in { $month } bought again within { $days } days.
repeat-none = No month of first orders can be judged yet: the history before it must be known, and { $days } days must have passed after it.
repeat-interval = { $level } interval { $low } to { $high }, n = { $n }.
repeat-rose-last_year = That is { $size } percentage points above the first orders of { $base } ({ $base_rate }; difference { $low } to { $high }), a real rise: more than chance explains.
repeat-fell-last_year = That is { $size } percentage points below the first orders of { $base } ({ $base_rate }; difference { $low } to { $high }), a real fall: more than chance explains.
repeat-unclear-last_year = First orders of { $base }: { $base_rate }; { $difference } percentage points ({ $low } to { $high }), which can be chance.
repeat-too_few-last_year = There are too few customers to compare it with { $base }.
repeat-unknown-last_year = There is no { $base } to compare it with.
repeat-partial-last_year = It is not compared with { $base }: the month is not over.
repeat-rose-previous = That is { $size } percentage points above the first orders of { $base } ({ $base_rate }; difference { $low } to { $high }), a real rise: more than chance explains.
repeat-fell-previous = That is { $size } percentage points below the first orders of { $base } ({ $base_rate }; difference { $low } to { $high }), a real fall: more than chance explains.
repeat-unclear-previous = First orders of { $base }: { $base_rate }; { $difference } percentage points ({ $low } to { $high }), which can be chance.
repeat-too_few-previous = There are too few customers to compare it with { $base }.
repeat-unknown-previous = There is no { $base } to compare it with.
repeat-partial-previous = It is not compared with { $base }: the month is not over.
repeat-not-yet = Whether customers who first bought on or after { $first } buy again; for those of { $next } it is known from { $day }.

segments-both = By { $group }: { $below } clearly below the rest, { $above } clearly above.
segments-below = By { $group }: { $below } clearly below the rest.
segments-above = By { $group }: { $above } clearly above the rest.
segments-few = By { $group }: the groups are too small to be compared.
segments-none = By { $group }: no group differs from the rest by more than chance explains.
segments-hidden = { $count ->
    [one] One group is hidden because it, or one beside it, holds fewer than { $min_n } customers.
   *[other] { $count } groups are hidden because they, or others beside them, hold fewer than { $min_n } customers.
  }

health-summary = Rows read: { $rows }. Used: { $used }, set aside: { $aside }, excluded by a named rule: { $excluded }, blank: { $blank }.
independent-note = { $comparisons ->
    [one] One comparison was made, of independent samples.
   *[other] { $comparisons } comparisons were taken together, of independent samples. An interval is for one comparison alone: it may leave out 0 and the difference can be chance all the same.
  }

# --- the state of the month in five answers
question-doing = How are we doing?
question-changed = What changed?
question-real = Is it real?
question-do = What should we do?
question-unknown = What is not known?
exec-nothing-known = There are no numbers for this month.
exec-not-compared = { $month } cannot be compared with a year earlier.
exec-real = More than chance explains the change of: { $names }.
exec-chance = It can be chance for: { $names }.
exec-few = Too few to compare: { $names }.
exec-shifted = Not alike since a holiday moved, so not compared: { $names }.
exec-judged = The report makes { $comparisons } comparisons, and asks for more before it says “more than chance”.
exec-none-judged = Nothing could be compared.
exec-find-reason = First find out why, for: { $names }. Read what unhappy customers write; call some back.
exec-begin-with = Begin where the score is clearly below the rest ({ $group }): { $items }.
exec-ask-detractors = No group stands out.
exec-nothing-to-do = No new measure follows from these numbers.
exec-why-unknown = Why it is so, and what customers who did not answer think.
exec-gaps = No data: { $names }.
exec-worse = Worse than a year earlier, by more than chance: { $names }.
exec-better = Better than a year earlier, by more than chance: { $names }.
exec-steady = No change for the better or the worse against a year earlier is proven.
exec-others-unproven = No change is proven for: { $names }.
exec-no-year = There is no fair comparison with a year earlier.
exec-change = { $name }: { $now } in { $span }, { $before } in { $base }; { $difference } ({ $level } interval { $low } to { $high }).
exec-neutral = Neither good nor bad by itself: it also rises when fewer new customers come.
exec-unproven = May be chance, since so many numbers are compared: { $items }.
exec-unproven-item = { $name } { $difference } ({ $low } to { $high })
list-and-then = { $first }; { $next }
exec-group = “{ $name }” ({ $value })
exec-group-before = “{ $name }” ({ $value }; a year earlier { $before })
card-month = { $month }
card-month-nps = { $month }; scale −100 to +100
exec-of-month = { $name } (first orders of { $month })
list-and-more = { $first }, { $next }
concept-nps = NPS answers
concept-csat = satisfaction answers (CSAT)
concept-ces = effort answers (CES)
concept-orders = orders

# --- short words on cards, in tables and figures
card-nps = Recommendation (NPS)
card-repeat = New customers back within { $days } days
card-returning = Returning customers among buyers
card-answers = { $n } customers
card-interval = { $level } interval { $low } to { $high }
card-cohort = first orders of { $month }
change-rose = { $base }: { $before } ({ $difference }, more than chance)
change-fell = { $base }: { $before } ({ $difference }, more than chance)
change-unclear = { $base }: { $before } ({ $difference }, not proven)
change-too_few = vs { $base }: too few
change-unknown = no { $base } to compare
change-partial = month not over

axis-nps = NPS (points)
axis-share = share of customers (%)
axis-answers = share of answers (%)
label-last_year = a year earlier
label-not-yet = not observable yet
label-hidden = hidden: too few
label-no-data = no data
label-total = all
label-other = not given
label-promoters = promoters 9–10
label-passives = passives 7–8
label-detractors = detractors 0–6
n-is = n = { $n }

alt-nps-trend = Line of the NPS by month from { $first } to { $last }: { $nps } in { $last } ({ $low } to { $high }), { $base_nps } in { $base }.
alt-nps-trend-short = Line of the NPS by month from { $first } to { $last }: { $nps } in { $last } ({ $low } to { $high }).
alt-segments = NPS with interval by { $group } in { $month }: highest { $best } with { $best_value }, lowest { $worst } with { $worst_value }.
alt-segments-none = NPS by { $group } in { $month }: no group is large enough to be shown.
alt-repeat = Share of customers who bought again within { $days } days by month of first order: { $rate } in { $last }; { $gaps ->
    [0] every month shown is observed.
    [one] one month cannot be observed yet.
   *[other] { $gaps } months cannot be observed yet.
  }
alt-shares = Shares of promoters, passives and detractors by month: in { $last } { $promoters } promoters and { $detractors } detractors.
caption-nps-trend = NPS by month with its { $level } interval
caption-segments = NPS by { $group } in { $month } with { $level } intervals
caption-repeat = Bought again within { $days } days, by month of first order, with { $level } intervals
caption-shares = Promoters, passives and detractors by month
caption-table-nps = NPS by month
caption-table-segments = NPS by { $group }, { $month }
caption-table-repeat = Repeat purchase by month of first order
caption-table-returning = Buyers by month
caption-table-health = Rows by table
caption-table-rules = Rows by rule
caption-table-files = Files by table
caption-table-aside = Rows set aside or doubted

column-month = Month
column-group = Group
column-nps = NPS
column-interval = Interval
column-rank = Rank
rank-between = { $low }–{ $high }
note-ranks = A rank is given as the ranks that a group may truly have; where no two groups can be told apart there is none.
column-n = n
column-promoters = Promoters
column-passives = Passives
column-detractors = Detractors
column-change-last_year = vs a year earlier
column-customers = Customers
column-repeated = Bought again
column-rate = Rate
column-km = All customers (Kaplan–Meier)
column-note = Note
column-kind = What happened
column-returning = Had bought before
column-table = Table
column-rows = Read
column-used = Used
column-quarantined = Set aside
column-excluded = Excluded
column-blank = Blank
column-rule = Rule
column-detail = Where
column-tables = Tables
column-file = File
column-bytes = Bytes
column-encoding = Encoding
column-hash = SHA-256
column-line = Line
column-column = Column
column-shape = Shape of the value
column-count = Rows
interval-is = { $low } to { $high }

reason-no-answers = no answers
reason-no-purchases = no purchases
reason-not-yet = known from { $day }
reason-burn-in = before the history is known
reason-history = earlier purchases are not known
reason-none-observed = nobody could be observed long enough
reason-hidden = fewer than { $min_n }
reason-alike = all alike, and few
reason-one = one customer only
reason-with-another = hidden with a smaller group
reason-partial = partial: until { $day }

table-orders = orders
table-responses = survey answers
table-customers = customers
table-touchpoints = touchpoints
table-deliveries = deliveries
table-returns = returns
table-tickets = service contacts
table-initiatives = initiatives
group-channel = channel
group-segment = customer segment
group-region = region
group-category = product category
group-language = language
group-country = country
group-problem = problem met
group-other = { $name }

rule-W-DUP-EXACT = identical to another row
rule-older = a later row has the same key
rule-after_end = after the reported month
rule-Q-NO-KEY = no key
rule-Q-MISSING = a needed value is missing
rule-Q-DATE = no date in the declared format
rule-Q-DATE-SERIAL = a date as an Excel number
rule-Q-DATE-RANGE = an impossible date
rule-Q-DST = a time that the clock skipped
rule-Q-FUTURE = a time in the future
rule-Q-NUMBER = no number
rule-Q-NOT-FINITE = a number without bounds
rule-Q-CURRENCY = a currency sign that is not declared
rule-Q-NEGATIVE = a number below its least value
rule-Q-RANGE = a number outside its limits
rule-Q-FLAG = neither true nor false
rule-Q-CATEGORY = a value that is not allowed
rule-Q-TYPE = a value that is no text, number or time
rule-Q-SCORE = a score that is no number
rule-Q-SCORE-RANGE = a score outside its scale
rule-Q-SCORE-INTEGER = a score between two answers
rule-Q-WEIGHT = a weight that is not above 0
rule-Q-WIDTH = more or fewer fields than the header
rule-Q-TOTAL-ROW = a row of totals
rule-Q-EXCEL-ERROR = an Excel error in a cell
rule-Q-DUP-CONFLICT = one key with different rows
rule-Q-LINES-DIFFER = lines of one order that contradict
rule-Q-TEST = a test account
rule-Q-ORDER-OF-EVENTS = times in the wrong order; left out of durations
rule-W-ALIAS = a column found under its other name
rule-W-NEW-COLUMN = a column that is not loaded
rule-W-NEW-CATEGORY = a value never seen before
rule-W-ORPHAN = refers to a row that is not there
rule-W-REFUND = a return of an unknown order
rule-W-HEAVY = very many answers of one customer
rule-W-CONSTANT = all scores of the month are equal
rule-W-SHIFT = scores moved against the months before
rule-W-OUTLIER = an unusual amount
rule-W-GAP = days without any row
rule-W-NAIVE-TZ = times without a zone
rule-W-DST = an hour that occurs twice; the first is meant
rule-W-MOJIBAKE = text in a broken encoding
rule-W-TEXT = text that was cut or cleaned
rule-W-PII = personal data, masked
rule-W-NUL = NUL bytes, removed
rule-W-HIDDEN = hidden rows or sheets, read too
rule-W-LINE-LOST = a line that cannot be read; the sum of an unknown order may be short
rule-W-MISSING-COLUMN = a column that other files of the table have
rule-W-MERGED = merged cells in the rows; all but the first are empty
rule-I-ENCODING = read as CP949
rule-I-NORM = full-width signs or outer spaces, made plain
rule-I-BLANK = blank rows
rule-I-CTRL-Z = an old end-of-file sign, removed
rule-I-NO-ORDER = customers without an order
rule-I-NO-CUSTOMER = rows without a customer
rule-I-VISITOR = contacts of visitors who are no known customer
rule-other = { $rule }
kind-quarantined = set aside
kind-excluded = excluded
kind-noted = noticed

# --- gaps
gap-title = No data
gap-no-responses = survey answers (the table responses)
gap-no-orders = orders (the table orders)

# --- definitions
definition-nps-title = Net Promoter Score (NPS)
definition-nps = Answers from { $low } to 10 to the question of recommendation. Promoters answer 9 or 10, detractors { $low } to 6; the score is their difference, from −100 to +100 points. The interval is the adjusted Wald interval (“+3”) and covers chance in who answered, not the silence of those who did not. It allows for several answers of one customer.
definition-repeat-title = Bought again within { $days } days
definition-repeat = Customers whose first order is at least { $days } days old, and of these the share that bought again within { $days } days of it, in local calendar days. Cancelled and fully returned orders, exchanges and reshipments are no purchases; several orders of one day are one. Months that cannot be observed in full are left empty.
definition-returning-title = Returning customers among buyers
definition-returning = Of the customers who bought in a month, the share who had bought before it began.
definition-verdict-title = Real or chance
definition-verdict = A change is called real when it remains clear after all comparisons of the same metric are taken together (Benjamini–Hochberg, { $level }). Otherwise it can be chance. Below 30 on a side nothing is said.
definition-privacy-title = Small groups
definition-privacy = Groups of fewer than { $min_n } are hidden or taken together as “other groups”, and others with them where they could be had back by subtraction. Below 100 no decimals are shown; below 30 neither shares of classes nor a group in which all are alike.

# --- provenance
foot-period = { $company }, { $month }. Data until { $until }, local time { $timezone }.
foot-kit = Made with cxmetrics { $version } from { $files ->
    [one] one file
   *[other] { $files } files
  }; notebook { $notebook }.

points-is = { $value } points
percentage-points-is = { $value } pp
just-month = { $month }
page = Page

caption-table-rates = Repeat rates by definition
column-definition = Definition
definition-name-within = bought again within { $days } days, of all who could be observed
definition-name-km = the same, estimated from all customers (Kaplan–Meier)
definition-name-customer_share = two or more purchases since the data begin
definition-name-order_share = purchases by customers who had bought before
gap-no-cohort = months of first orders that can be judged (known history, and { $days } days passed)

# --- data check
report-health = Data check
health-subtitle = What became of every row of the files
health-closed = Every row is accounted for: of { $rows } rows read, { $used } are used and { $aside } are set aside.
nothing-odd-title = Nothing to report
nothing-odd = Every row is used, and none gave reason to doubt it.
foot-check = Made by cxmetrics { $version }; files read on { $as_of }. Values of rows that were set aside are masked: # stands for a digit, a for a letter.
note-rules-short = Which table, and which row: the command cxmetrics check says so.
note-aside-more = { $shown } of { $all } rows are shown; the JSON of the check holds all.

sampled-orders-title = Sampled orders
sampled-orders = The orders are a sample of orders, not of customers: a customer’s other orders are missing. Every rate of coming back on these pages is far too low and must not be compared with others.

# --- CSAT, CES
opinion-rose = { $name }: { $value } in { $month } ({ $low } to { $high }, n = { $n }), { $size } percentage points above { $base }: more than chance explains.
opinion-fell = { $name }: { $value } in { $month } ({ $low } to { $high }, n = { $n }), { $size } percentage points below { $base }: more than chance explains.
opinion-unclear = { $name }: { $value } in { $month } ({ $low } to { $high }, n = { $n }). The difference from { $base } can be chance.
opinion-plain = { $name }: { $value } in { $month } ({ $low } to { $high }, n = { $n }; { $level } interval).
opinion-none = { $name }: nothing can be said of { $month }: { $reason }.
metric-csat = Satisfied (CSAT)
metric-ces = Found it easy (CES)
heading-csat = Satisfaction (CSAT)
heading-ces = Effort (CES)
alt-opinion-trend = Line by month from { $first } to { $last }, { $name }: { $value } in { $last } ({ $low } to { $high }).
caption-opinion-trend = { $name } by month with its { $level } interval
caption-table-opinion = { $name } by month
column-share-csat = Satisfied
column-share-ces = Easy
column-mean = Mean
column-low-csat = Others
column-low-ces = Difficult
card-csat = Satisfied (CSAT)
card-ces = Found it easy (CES)
gap-no-csat = No answers to a question of satisfaction (csat).
gap-no-ces = No answers to a question of effort (ces).
definition-csat-title = Satisfaction (CSAT)
definition-csat = Share of the two highest answers on the scale { $low } to { $high }, with Wilson’s interval, which allows for several answers of one customer; “others” is the share of all answers below. The mean is another measure: the two are never mixed in one series.
definition-ces-title = Effort (CES)
definition-ces = Share of the answers beyond the middle of the scale { $low } to { $high } on the side of “easy”, with Wilson’s interval, which allows for several answers of one customer; “difficult” is the share at the other end. Scale and direction are declared, never guessed.

# --- cohorts
heading-cohorts = Who stays, by month of first order
caption-table-cohorts = Share of each month’s new customers who bought in a later month
caption-table-days = Days until customers buy again
all-cohorts = all that are known
column-age = +{ $age } mo.
column-come-back = Have bought again
column-days = Days
note-cohorts = Each share is of all customers who first bought in that month. An empty cell cannot be known yet, or its cohort has fewer than { $min_n } customers.
reason-not-reached = so many have not come back in the time that could be observed
definition-retention-title = Cohorts
definition-retention = A customer belongs to the calendar month of the first purchase, and counts at an age if there was a purchase in that month of age. A share of a complete month never changes later. The last row takes all cohorts together that were observed for so long.

# --- control chart
control-within = { $month } lies within the limits ({ $low } to { $high }) that { $first } to { $last } let expect; { $outside } of the { $months } months since then lie outside.
control-below = { $month } lies below the limits ({ $low } to { $high }) that { $first } to { $last } let expect; { $outside } of the { $months } months since then lie outside.
control-above = { $month } lies above the limits ({ $low } to { $high }) that { $first } to { $last } let expect; { $outside } of the { $months } months since then lie outside.
caption-control = NPS by month with the limits that { $first } to { $last } let expect
alt-control = Control chart of the NPS: { $nps } in { $month }; the limits that { $first } to { $last } let expect are { $low } to { $high }.
heading-control = Anything unusual?
gap-no-control = More than twelve months with 30 answers are needed for a control chart.
definition-control-title = Control limits
definition-control = The first twelve months with 30 answers set a centre and the spread of one answer, once and for all; a later month may lie three standard errors from the centre. One month in 370 lies outside by chance.

# --- lifetime value, lost customers, core fandom
heading-lifetime = What customers will be worth
lifetime-margin = A customer is expected to bring { $value } of contribution margin in the next { $months } months ({ $level } interval { $low } to { $high }).
lifetime-revenue = A customer is expected to spend { $value } in the next { $months } months ({ $level } interval { $low } to { $high }); without margins in the data this is revenue, not profit.
lifetime-held-back = Held against the last { $days } days, the model expected { $predicted } purchases a customer, and { $actual } came.
lifetime-few = No value can be given: fewer than 100 customers have come back so far.
lifetime-dependent = No value can be given: customers who buy more often spend differently each time, which the model does not allow for.
lifetime-missed = No value can be given: for the last { $days } days the model expected { $predicted } purchases a customer, but { $actual } came.
caption-table-lifetime = Customers by purchases so far, and the next { $months } months
caption-table-held-back = The last { $days } days: expected by the model, and what came
note-lifetime = “Active” is the model’s probability that a customer still buys; after a single purchase the data cannot tell it. Classes of fewer than { $min_n } customers are hidden.
column-purchases-so-far = Purchases so far
column-active = Active
column-purchases-to-come = Purchases to come
column-worth = Value of each
column-value-share = Share of all value
column-predicted = Expected
column-actual = Came
purchases-exactly = { $purchases }
purchases-or-more = { $purchases } and more
all-customers = all customers
heading-away = When is a customer lost?
away-window = Of the customers who come back, 95% do so within { $days } days ({ $low } to { $high }). { $away } of { $customers } customers have been away for longer. Of those who bought after { $newest } it cannot be said yet.
away-few = Too few customers have come back to read a limit from the data; { $days } days are taken instead. { $away } of { $customers } customers have been away for longer.
away-rising = At the end of what could be observed customers still come back, so the data give no limit; { $days } days are taken instead. { $away } of { $customers } customers have been away for longer.
heading-fandom = Most loyal customers (core fandom)
fandom-share = In the year until { $month }, { $share } of the buyers ({ $low } to { $high }, n = { $n }) were core fans: they came back, and recommended, referred or reviewed.
fandom-value = They brought { $value } of the margin ({ $low } to { $high }).
fandom-unknown = How large the core fandom is cannot be said: less than a year of orders is known.
gap-no-fandom = signs of fandom: NPS answers, referrals (orders.referrer_id) or reviews (touchpoint review_written)
caption-table-fandom = Core fandom of the year until each month
column-year-until = Year until
column-share-fans = Core fans
column-buyers = Buyers
column-fans = Fans
column-promoters-of = … promoters
column-referrers = … referrers
column-reviewers = … reviewers
column-margin-share = Share of margin
reason-no-sign = no answers, referrals or reviews
reason-not-a-year = less than a year of orders

# --- since the last report
heading-since = Since the last report
caption-table-since = What the report for { $month } said, and what is known now
column-as-published = { $month } as published
column-as-known-now = { $month } as known now
column-real-or-chance = Since then
moved-by-few = changed by a few
since-rose = rose: real
since-fell = fell: real
since-unclear = can be chance
since-too_few = too few
since-partial = month not over
no-last-report-title = First report
no-last-report = There is no earlier report to compare with.
note-restated = Where the two differ, answers or orders of that month arrived or were corrected afterwards.

# --- metric catalogue
gap-no-metric = metrics: no table of this company holds what they are made from
heading-catalogue = Metric catalogue
caption-table-catalogue = What each number means
column-metric = Metric
column-meaning = Meaning
column-unit = Unit
unit-points = points, −100 to 100
unit-share = share
unit-score = score
unit-days = days
unit-money = money
unit-purchases = purchases
metric-name-nps = Recommendation (NPS)
metric-meaning-nps = promoters less detractors, of all answers
metric-name-csat = Satisfied (CSAT)
metric-meaning-csat = share of the two highest answers
metric-name-csat-mean = Satisfaction, mean
metric-meaning-csat-mean = mean of the answers
metric-name-csat-low = Not satisfied
metric-meaning-csat-low = share of all answers below the two highest
metric-name-ces = Found it easy (CES)
metric-meaning-ces = share of the answers on the side of “easy”
metric-name-ces-mean = Effort, mean
metric-meaning-ces-mean = mean of the answers, in the direction in which it was asked
metric-name-ces-low = Found it difficult
metric-meaning-ces-low = share of the answers on the side of “difficult”
metric-name-repeat-within = New customers back within { $number } days
metric-meaning-repeat-within = share of the customers, observed for { $number } days, who bought again within them
metric-name-repeat-customer-share = Two or more purchases
metric-meaning-repeat-customer-share = share of all customers with two or more purchases since the data begin
metric-name-repeat-order-share = Purchases by known customers
metric-meaning-repeat-order-share = share of all purchases whose customer had bought before
metric-name-repeat-monthly-returning = Returning customers among buyers
metric-meaning-repeat-monthly-returning = share of a month’s buyers who had bought before it began
metric-name-retention = Cohort retention
metric-meaning-retention = share of a month’s new customers who buy in a later month
metric-name-days-to-repeat = Time to the second order
metric-meaning-days-to-repeat = days until a share of all customers has bought again
metric-name-clv = Lifetime value, { $number } months
metric-meaning-clv = discounted contribution of the purchases expected in { $number } months, mean of a customer
metric-name-purchases-held-back = Purchases held back
metric-meaning-purchases-held-back = purchases of a customer in the last { $number } days, which the model did not see
metric-name-churn-window = Limit of being away
metric-meaning-churn-window = days by which 95% of those who come back have done so
metric-name-core-fandom = Core fandom
metric-meaning-core-fandom = share of a year’s buyers who came back and recommended, referred or reviewed

# --- changes
holiday-Seollal = Seollal
holiday-Chuseok = Chuseok
joint-short-rose = With { $span } together, as { $holiday } moved, it is { $size } above a year earlier: more than chance explains.
joint-short-fell = With { $span } together, as { $holiday } moved, it is { $size } below a year earlier: more than chance explains.
joint-short-unclear = With { $span } together, as { $holiday } moved, the difference from a year earlier can be chance.
joint-rose = { $span }: { $size } above a year earlier ({ $low } to { $high }), a real rise.
joint-fell = { $span }: { $size } below a year earlier ({ $low } to { $high }), a real fall.
joint-unclear = { $span } together against a year earlier: { $difference } ({ $low } to { $high }), which can be chance.
joint-too_few = { $holiday } moved, so { $span } would be compared with { $base }, but there is too little on one side.
shifted = { $holiday } moved since { $base }, so the months are not alike and are not compared. { $span } can be taken together once all of these months, and those a year earlier, are known.
change-joint-rose = { $span }: { $now }; { $base }: { $before } ({ $difference }, more than chance)
change-joint-fell = { $span }: { $now }; { $base }: { $before } ({ $difference }, more than chance)
change-joint-unclear = { $span }: { $now }; { $base }: { $before } ({ $difference }, not proven)
change-shifted = not compared with { $base }: { $holiday } moved
difference-joint = { $difference } ({ $span })
difference-shifted = { $holiday } moved
overlap-note = { $comparisons ->
    [one] One comparison was made; customers of both periods are allowed for.
   *[other] { $comparisons } comparisons were taken together; customers of both periods are allowed for. An interval is for one comparison alone: it may leave out 0 and the difference can be chance all the same.
  }
power = Against { $base } only a true change of about { $detectable } or more would have been seen four times in five. To see a change of { $worth } so often, n = { $needed } is needed on each side.
mix-clear = By { $group }, { $span } against { $base }: of the change of { $change }, { $rate } ({ $low } to { $high }) come from the scores within the groups, and { $mix } from another mix of customers.
mix-unclear = By { $group }, { $span } against { $base }: of the change of { $change }, { $rate } ({ $low } to { $high }) come from the scores within the groups, which can be chance, and { $mix } from another mix of customers.
mix-reversal = Beware: each group moved one way and the total the other. The total moved with the mix of customers and says nothing about the groups.
mix-hidden = By { $group }, the change against a year earlier is not taken apart, because a group is hidden.
definition-alike-title = Months that are alike
definition-alike = The gift seasons of Seollal and Chuseok run from 14 days before the holiday to the day after it. Where a month holds 3 days more or fewer of one than a year earlier, the two are not compared alone: the months that hold the season are taken together in both years.

# --- privacy
n-below = < { $min_n }
n-is-below = n < { $min_n }
label-other-groups = other groups
reason-withheld = withheld: its counts would give small groups away
segments-merged = Groups too small to be shown on their own are taken together as “other groups”.

# --- the explorer
explore-metric = Metric
explore-by = Group by
explore-first = From
explore-last = To
explore-channel = Channel
explore-days = Days
explore-level = Level
explore-no-group = none, by month
explore-repeat = Bought again within N days
explore-busy = Counting …
explore-code = The same as code
explore-copy = Copy
explore-copied = Copied
explore-only-responses = Only answers of this channel count: { $channel }.
explore-only-orders = Only orders of this channel count, and a first purchase is the first one there: { $channel }.
caption-table-explore = { $name }, { $first } to { $last }
note-explore-rows = The first { $shown } of { $all } rows; the code gives all.
alt-groups = { $metric } with interval by { $group } in { $month }: highest { $best } with { $best_value }, lowest { $worst } with { $worst_value }.
alt-groups-none = { $metric } by { $group } in { $month }: no group is large enough to be shown.
caption-groups = { $metric } by { $group } in { $month } with { $level } intervals

# --- spreads
alt-scores = Columns of the answers by score, { $name }: in { $month } most answers were { $score } ({ $share }).
caption-scores = { $name }: answers by score
axis-days = days since the first order
axis-purchases = purchases of a customer
axis-worth = value of a customer
alt-come-back = Curve of the share that has bought again by day: { $share } after { $days } days ({ $low } to { $high }).
caption-come-back = Bought again, by days since the first order, with its { $level } interval
alt-held-back = Bars of the purchases of the last { $days } days beside what the model expected; furthest apart for customers with { $purchases } purchases: { $actual } came, { $predicted } were expected.
label-expected = expected
alt-worth = Bars of the value of a customer in the next { $months } months by purchases so far: most of all value, { $share }, is with { $purchases } purchases, { $value } each.
caption-worth = Value of a customer in the next { $months } months, by purchases so far
purchases-label = { $purchases } purchases
metric-name-repeated-by-day = Bought again by day
metric-meaning-repeated-by-day = share of all customers who have bought again by a day, those still waiting included

# --- channels: which, in which order, and at what cost
heading-channel-mix = Purchases by channel
heading-channel-pairs = Channels used side by side
heading-next-channel = From one purchase to the next
heading-stores = Stores and online
heading-channel-scores = The same experience in every channel?
heading-first-touch = What first brought customers, and who comes back
heading-costs = Winning and keeping customers
gap-stores = orders made in a store (channel { $stores }): what online shows says nothing of stores
gap-segments = the segment of each customer (column segment of customers)
gap-no-channel-purchases = purchases whose channel is known (orders that were not cancelled or returned)
gap-channel-scores = NPS answers by channel: at least two channels with { $least } customers in the month
gap-first-touch = the first touch of each customer (column first_touch of orders), with enough customers to compare
gap-costs = what winning and keeping customers costs: acquisition_cost of customers, discount and margin of orders
label-tied = no preference (two alike)
label-lost = none in time
cell-hidden = hidden
place-store-only = store only
place-both = both
place-online-only = online only
axis-purchases-share = share of purchases (%)
axis-winning = cost of a new customer
column-channel = Channel
column-bought-in = Bought in
column-named = { $name }
column-share-of-purchases = Share
column-year-earlier = A year earlier
column-real = Real or chance
column-switch = Switch
column-moves = Purchases
column-share-of-first = Of the first channel
column-median-days = Median days
column-place-store-only = Store only
column-place-both = Both
column-place-online-only = Online only
column-first-touch = First touch
column-against-rest = Against the others
column-what = What
column-brought-by = Brought by
column-per-customer = Per customer
channel-to = { $one } → { $other }
channel-moved = { $name } ({ $points } points)
note-and-note = { $first } { $next }
note-most-channels = The { $shown } largest of { $all } channels.
note-heat-hidden = “< { $min_n }”: fewer than { $min_n } customers. A dash: no purchase.
note-pairs = A channel beside itself is its reach: all customers who bought in it.
note-next = Each row adds up to all purchases in the channel; the last column had no other purchase within { $days } days.
note-switches = The { $shown } most frequent of { $all }.
caption-table-mix = Share of the purchases by channel, months to { $last }
caption-table-mix-changes = Purchases of { $month } by channel, against a year earlier
caption-table-pairs = Share of the customers of the last { $days } days who bought in both channels
caption-table-next = Next purchase within { $days } days, by the channel of a purchase
caption-table-switches = Most frequent switches of channel
caption-table-places = Where customers of the last { $days } days buy, by { $group }
caption-table-touches = Bought again within { $days } days, by first touch
caption-table-costs = Winning and keeping in the last twelve months, per customer
caption-table-winning = Cost of a new customer, by what brought them
channel-mix-rose = A larger share of the purchases of { $month } than a year earlier was made in: { $items }. More than chance explains.
channel-mix-fell = A smaller share of the purchases of { $month } than a year earlier was made in: { $items }. More than chance explains.
channel-mix-steady = No channel’s share of the purchases of { $month } differs from a year earlier by more than chance explains.
channel-mix-unknown = The shares of { $month } cannot be compared with a year earlier.
alt-channel-mix = Bars of the share of the purchases by channel in { $month }, with a mark for a year earlier: most were made in { $name } ({ $share }).
alt-channel-mix-none = Share of the purchases by channel in { $month }: no channel has enough customers to be shown.
caption-channel-mix = Share of the purchases of { $month } by channel with { $level } intervals; the mark is a year earlier
channel-pairs-none = In the last { $days } days no two channels were used by enough of the same customers to be shown.
channel-pairs-most = The pair of channels that most customers of the last { $days } days used is { $one } and { $other }: { $share } of all ({ $low } to { $high }).
alt-preferred = Share of the customers of the last { $days } days by the channel of most of their purchases: highest { $best } with { $best_value }, lowest { $worst } with { $worst_value }.
alt-preferred-none = Share of the customers of the last { $days } days by preferred channel: no group is large enough to be shown.
caption-preferred = Customers of the last { $days } days by the channel of most of their purchases, with { $level } intervals
channel-lost-apart = Not followed by another purchase within { $days } days: most after one in { $worst } ({ $most }), fewest after one in { $best } ({ $least }). The two are apart by more than chance explains; that the channel is the reason is not shown.
channel-lost-alike = How many purchases are not followed by another within { $days } days does not differ between the highest and the lowest channel by more than chance explains.
channel-lost-unknown = After which channel customers are lost most cannot be compared: fewer than two channels have enough customers who were observed long enough.
alt-lost = Share of the purchases that no other followed within { $days } days, by channel: highest { $best } with { $best_value }, lowest { $worst } with { $worst_value }.
alt-lost-none = Share of the purchases that no other followed within { $days } days, by channel: no channel has enough customers to be shown.
caption-lost = No other purchase within { $days } days, by the channel of a purchase, with { $level } intervals
alt-places = Bars of where customers buy by { $group }: the largest share who buy in stores and online is { $share }, of { $name }.
caption-places = Where customers of the last { $days } days buy, by { $group }
channel-spread-clear = The NPS of { $channels } channels in { $month } differs more than chance explains: the standard deviation between them is { $spread } points ({ $level } interval { $low } to { $high }).
channel-spread-unclear = That the NPS of { $channels } channels in { $month } differs at all is not proven: the standard deviation between them is { $spread } points ({ $level } interval { $low } to { $high }).
channel-spread-ends = Highest is { $best } ({ $best_value }), lowest { $worst } ({ $worst_value }); these two are apart.
channel-spread-few = Fewer than two channels have { $least } customers who answered in this month: their NPS is not compared.
touches-few = There are too few customers to compare first touches.
touches-above = More often back within { $days } days than all others: { $items }.
touches-below = Less often back within { $days } days than all others: { $items }.
touches-alike = No first touch goes with coming back within { $days } days more or less often than all others, beyond chance.
touches-compared = { $count ->
    [one] One comparison was made. What goes with coming back need not be its reason.
   *[other] { $count } comparisons were taken together. What goes with coming back need not be its reason.
  }
rest-above = more often
rest-below = less often
rest-unclear = can be chance
rest-too_few = too few
alt-touches = Share that bought again within { $days } days by first touch: highest { $best } with { $best_value }, lowest { $worst } with { $worst_value }.
alt-touches-none = Share that bought again within { $days } days by first touch: no group is large enough to be shown.
caption-touches = Bought again within { $days } days, by first touch, with { $level } intervals
keeping-unknown = What winning and keeping cost cannot be compared: there are too few customers, or one of them makes more than half of a cost.
keeping-cheaper = A new customer cost { $winning } to win, one who came back { $keeping } to keep for twelve months: keeping is cheaper by { $difference } ({ $low } to { $high }), more than chance explains.
keeping-dearer = A new customer cost { $winning } to win, one who came back { $keeping } to keep for twelve months: here keeping is not the cheaper one ({ $difference }, { $low } to { $high }).
keeping-unclear = A new customer cost { $winning } to win, one who came back { $keeping } to keep for twelve months: the difference of { $difference } ({ $low } to { $high }) can be chance.
keeping-margin = The later purchases of one who came back left a margin of { $margin } in these twelve months.
alt-sources = Bars of the cost of a new customer by what brought them: { $dearest } cost most ({ $dearest_cost }), { $cheapest } least ({ $cheapest_cost }).
caption-sources = Cost of a new customer by what brought them, with { $level } intervals
reason-dominated = one customer makes more than half of it
reason-no-customers = no customers
group-first_touch = first touch
definition-channel-purchases-title = Purchases by channel
definition-channel-purchases = All orders of a customer’s day are one purchase, in the channel of the first of them; cancelled and returned orders are none, and guests cannot be followed. The intervals allow for customers who buy more than once.
definition-next-title = The next purchase
definition-next = Purchases of one year are followed for { $days } days each; only those that could be observed so long count. Who buys later counts as lost here.
definition-costs-title = Winning and keeping
definition-costs = Winning: the acquisition cost of customers who first bought in the last twelve months. Keeping: per customer who bought again in these months, the discount on the purchases after the first, and all points used so far at one unit of the currency each, since points have no date. Not in it: staff, service, messages and the cost of the programme. The margin is that of the same purchases.
metric-name-channel-mix = Purchases by channel
metric-meaning-channel-mix = share of the purchases of a period that were made in a channel
metric-name-channel-pair = Pairs of channels
metric-meaning-channel-pair = share of the customers of the last { $number } days who bought in both channels
metric-name-preferred-channel = Preferred channel
metric-meaning-preferred-channel = share of the customers of the last { $number } days who bought most often in a channel
metric-name-next-channel = Next channel
metric-meaning-next-channel = share of the purchases in a channel followed by one in another within { $number } days, or by none
metric-name-store-mix = Stores and online
metric-meaning-store-mix = share of the customers of the last { $number } days who buy in stores only, online only, or both
metric-name-nps-spread = Spread of the NPS
metric-meaning-nps-spread = standard deviation of the NPS between channels, chance taken out
metric-name-cost-of-winning = Cost of winning
metric-meaning-cost-of-winning = acquisition cost of a customer who first bought in the last twelve months
metric-name-cost-of-keeping = Cost of keeping
metric-meaning-cost-of-keeping = discounts on later purchases of twelve months and points used, per customer who bought again
metric-name-margin-of-kept = Margin of the kept
metric-meaning-margin-of-kept = margin of the same purchases, per customer who bought again
metric-name-winning-less-keeping = Winning less keeping
metric-meaning-winning-less-keeping = difference of the two costs

# --- channels: what more of them go along with
report-channels = Channels and retention
subtitle-channels = Do customers on more channels come back because of the channels?
heading-more-channels = What more channels do
heading-channel-doses = By number of channels
heading-fair = How fair the comparison is
heading-methods = All ways to compare
channels-naive = Customers seen on { $at_least } or more channels come back within { $days } days far more often, it seems: { $exposed } of them against { $unexposed } of the others, a gap of { $difference } percentage points.
effect-left-unclear = Among customers who are alike in all that was known before, { $difference } points of it are left ({ $level } interval { $low } to { $high }): no effect that can be told from chance.
effect-left-more = Among customers who are alike in all that was known before, { $difference } points of it are left ({ $level } interval { $low } to { $high }), more than chance explains.
effect-left-less = Among customers who are alike in all that was known before, the gap turns: { $difference } points ({ $level } interval { $low } to { $high }), more than chance explains.
effect-unknown = What is left of it among comparable customers cannot be said: one of the covariates parts the two groups wholly.
channels-why = The rest is who these customers are: who stays longer, and buys more often, meets more channels.
channels-design = Channels are counted in the { $baseline } days before a landmark, purchases in the { $days } days from it on ({ $landmarks } landmarks, the last on { $last }). Customers with fewer than { $at_least } occasions could not have used { $at_least } channels and are compared with nobody.
gap-no-channel = the channel of each order (column channel)
gap-few-channels = a second and third channel: nobody, or everybody, uses { $at_least } of them
gap-short-history = { $days } days of orders: { $baseline } before a landmark and { $outcome } after it
gap-few-on-channels = enough customers on { $at_least } or more channels
method-crude_history = As usually told: whole history
method-crude_landmark = Channels counted before, as they are
method-stratified = Within strata
method-g_computation = By a model of the outcome
method-overlap = Made alike by weights (headline)
method-mantel_haenszel = Within strata, overlap
estimand-crude_history = everybody, not alike
estimand-crude_landmark = who could, not alike
estimand-stratified = all who could
estimand-g_computation = all who could
estimand-overlap = of either group
estimand-mantel_haenszel = of either group
axis-difference = difference in the share that comes back
label-no-difference = no difference
label-as-they-are = as they are
alt-methods = Dots with intervals, from the naive gap of { $naive } percentage points down to { $fair } ({ $low } to { $high }) among comparable customers.
caption-methods = Difference in the share that comes back, in percentage points, with { $level } intervals
caption-table-methods = The same difference, told and compared in different ways
column-method = Way
column-exposed = On many
column-unexposed = On fewer
column-ratio = Ratio
column-estimand = Whose difference
dose-channels = { $dose } channels
alt-dose-channels = Bars of the share that comes back if all had so many channels: { $first_share } with { $first }, { $last_share } with { $last }; as they are, { $crude } of those with { $last }.
caption-dose-channels = Share that comes back by number of channels, customers made alike; the mark shows them as they are
dose-none = Within groups of customers who are alike, coming back does not go with the number of channels more than chance explains.
dose-more = Within groups of customers who are alike, those on more channels come back more often than chance explains.
dose-less = Within groups of customers who are alike, those on more channels come back less often than chance explains.
money-unclear = In money: comparable customers on many channels spent { $difference } in { $days } days against the others ({ $low } to { $high }), which can be chance; as they are, { $naive }.
money-more = In money: comparable customers on many channels spent { $difference } in { $days } days against the others ({ $low } to { $high }), more than chance explains; as they are, { $naive }.
money-less = In money: comparable customers on many channels spent { $difference } in { $days } days against the others ({ $low } to { $high }), more than chance explains; as they are, { $naive }.
placebo-clean = The counter-check finds nothing, as it must: for purchases made before the channels were counted, the same comparison gives { $difference } points ({ $low } to { $high }).
placebo-alarm = The counter-check raises the alarm: for purchases made before the channels were counted, which channels cannot have caused, the same comparison gives { $difference } points ({ $low } to { $high }). Something that was not measured sets these customers apart; do not rely on the difference above.
placebo-unknown = There is no counter-check: nobody was a customer long enough before the channels were counted.
balance-reached = Before, the two groups differed most in { $worst } (by { $before } standard deviations); made alike, in none of { $columns } columns by more than { $after }.
balance-missed = The two groups could not be made alike: they still differ by up to { $after } standard deviations (0.1 is the most that should remain).
sensitivity-nothing = Nothing unmeasured is needed to explain what is left. Of what was measured, leaving out { $strongest } would move the difference most ({ $moved } points).
sensitivity-left = To explain away what is left, something unmeasured would have to go with channels and with coming back by a ratio of { $ratio } each, and move the difference { $times } times as much as the strongest that was measured ({ $strongest }: { $moved } points).
covariate-squared = { $name } (squared)
axis-of-group = share of the group
arm-exposed = on many channels
arm-unexposed = on fewer
alt-chances = Columns of both groups by their chance of being on many channels, as all that was known before lets expect it: { $low } of those who are on many were least likely to be, { $high } of the others most likely.
caption-chances = How likely customers of both groups were to be on many channels, by all that was known before
sensitivity-tipping = Or a trait that moves coming back as much as “{ $trait }” does ({ $effect } points) would have to be { $share } points more common among those on many channels; “{ $trait }” itself is by { $own }.
metric-name-tipping-point = Tipping point
metric-meaning-tipping-point = how much more common an unmeasured trait would have to be in one group, to explain the effect away
card-crude_history = As usually told
card-crude_landmark = Channels counted before
card-overlap = Among comparable customers
card-points = percentage points of return
card-customers = n = { $n }
card-more = more than chance explains
card-less = more than chance explains
card-unclear = can be chance
caption-table-balance = How alike the two groups are: difference in standard deviations, before and after
column-covariate = Known before
column-before = Before
column-after = After
note-balance = The { $shown } furthest apart of { $all }.
caption-table-moved = By how much the difference would change without each of them
column-moved = Percentage points
caption-table-left-out = Who was not compared
column-why = Why
left-out-exposure-or-outcome-unknown = channels or purchases unknown
left-out-could-not-have = too few occasions before the landmark to be on so many channels
left-out-stratum-of-one-arm = too few alike in the other group (left out within strata only)
covariate-label = { $name }: { $label }
covariate-occasions = number of occasions
covariate-recency = days since the last purchase
covariate-tenure = days since the first purchase
covariate-orders = days with a purchase
covariate-spend = amount spent before
covariate-discount-share = share of discounts
covariate-segment = customer segment
covariate-category = category of the first purchase
covariate-first-touch = first touch
covariate-device = device
covariate-region = region
covariate-landmark = landmark
definition-effect-title = Effect
definition-effect = Channels, and everything by which customers are made alike, are counted before a day (landmark), purchases after it. The headline weighs customers by how well they could have been in either group (overlap weights). It is an effect only if nothing else that matters differs, which nobody can prove; the counter-check and the last lines above say what speaks against it.
definition-crude-title = The usual gap
definition-crude = Channels counted over the whole history make customers look as if channels kept them: whoever stays has more time to meet channels. It is shown because it is what is usually told.
metric-name-effect-on-returned = Effect on coming back
metric-meaning-effect-on-returned = difference in the share that buys again, between customers on many and on fewer channels
metric-name-money-effect-on-spent = Effect on spend
metric-meaning-money-effect-on-spent = difference in the mean amount spent, between customers on many and on fewer channels
metric-name-placebo-bought-before = Counter-check
metric-meaning-placebo-bought-before = the same difference for purchases before the channels were counted; it should be 0
metric-name-return-by-dose = Back by number of channels
metric-meaning-return-by-dose = share that buys again if all customers had so many channels
column-difference = Difference
unit-ratio = ratio
unit-deviations = standard deviations
metric-name-balance = Balance
metric-meaning-balance = difference of a covariate between the two groups, after weighting
metric-name-chance-of-exposure = Chance of being on many channels
metric-meaning-chance-of-exposure = share of a group whose fitted chance lies in a tenth of the scale
metric-name-e-value = E-value
metric-meaning-e-value = ratio that something unmeasured would need, to explain the effect away
metric-name-times-strongest = Times the strongest
metric-meaning-times-strongest = how many times the strongest measured covariate that would be
metric-name-moved-by = Moved by
metric-meaning-moved-by = change of the effect if a covariate is left out
