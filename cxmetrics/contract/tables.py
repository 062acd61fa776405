"""The tables of the kit, each declared once: checks, error texts and the data dictionary come from here."""

from __future__ import annotations

from cxmetrics.contract.spec import Column, Spec

ORDERS = Spec(
    name="orders",
    row="an order",
    key=("order_id",),
    time="ordered_at",
    order=(("customers.joined_at", "ordered_at"),),
    columns=(
        Column("order_id", "id", "number of the order, unique", required=True, filled=True),
        Column("customer_id", "id", "the person who bought; empty for a guest", required=True),
        Column("ordered_at", "time", "when the order was placed", required=True, filled=True),
        Column("amount", "number", "amount paid, in the company's currency", required=True, filled=True),
        Column("currency", "category", "ISO 4217 code, where it is not the company's"),
        Column("channel", "category", "channel in which the order was placed"),
        Column(
            "status",
            "category",
            "what became of it; empty means completed",
            allowed=("completed", "cancelled", "returned", "partly_returned"),
        ),
        Column("kind", "category", "empty means sale", allowed=("sale", "exchange", "reshipment")),
        Column("margin", "number", "contribution margin, in the company's currency"),
        Column("discount", "number", "discount given, in the company's currency, 0 or more", least=0),
        Column("payment", "category", "means of payment"),
        Column("category", "category", "main product category"),
        Column("first_touch", "category", "touchpoint that first brought the customer"),
        Column("packaging", "category", "packaging variant"),
        Column("device", "category", "device on which it was ordered"),
        Column("personalised", "flag", "whether the offer was personalised"),
        Column("referrer_id", "id", "customer who referred this one"),
    ),
)

RESPONSES = Spec(
    name="responses",
    row="an answer to a survey question",
    key=("response_id", "metric"),
    time="responded_at",
    columns=(
        Column("response_id", "id", "number of the answer; with `metric` unique", required=True, filled=True),
        Column("responded_at", "time", "when it was given", required=True, filled=True),
        Column("metric", "category", "nps, ces, csat or your own", required=True, filled=True),
        Column("score", "number", "the answer, on the scale declared in cx.toml", required=True),
        Column("customer_id", "id", "who answered"),
        Column("order_id", "id", "the order it is about"),
        Column("ticket_id", "id", "the service contact it is about"),
        Column("touchpoint", "category", "the touchpoint it is about"),
        Column("channel", "category", "the channel it is about"),
        Column("comment", "text", "what the customer wrote"),
        Column("weight", "number", "sampling weight, above 0"),
        Column("invited_at", "time", "when the question was sent"),
    ),
    order=(("orders.ordered_at", "responded_at"), ("invited_at", "responded_at")),
)

CUSTOMERS = Spec(
    name="customers",
    row="a customer",
    key=("customer_id",),
    columns=(
        Column("customer_id", "id", "the person, unique", required=True, filled=True),
        Column("joined_at", "time", "when the account was opened"),
        Column("segment", "category", "the company's own segment"),
        Column("region", "category", "region of the customer"),
        Column("birth_year", "number", "year of birth, four digits", least=1900, most=2100),
        Column("consent", "flag", "consent to the use of first-party data"),
        Column("loyalty_since", "date", "day on which the loyalty programme was joined"),
        Column("points_earned", "number", "loyalty points earned, 0 or more", least=0),
        Column("points_used", "number", "loyalty points used, 0 or more", least=0),
        Column("acquisition_source", "category", "what brought the customer"),
        Column("acquisition_cost", "number", "what winning the customer cost, 0 or more", least=0),
    ),
)

TOUCHPOINTS = Spec(
    name="touchpoints",
    row="a contact of a customer with the company",
    key=(),
    time="occurred_at",
    columns=(
        Column("customer_id", "id", "the person; empty where nobody was known", required=True),
        Column("occurred_at", "time", "when it happened", required=True, filled=True),
        Column("touchpoint", "category", "which touchpoint of the register", required=True, filled=True),
        Column("channel", "category", "channel of the contact"),
        Column("campaign", "category", "campaign that led to it"),
        Column("duration_s", "number", "how long it lasted, in seconds, 0 or more", least=0),
        Column("page_ms", "number", "time until the page could be used, in milliseconds, 0 or more", least=0),
        Column("assisted_by_ai", "flag", "whether an AI assistant helped"),
        Column("outcome", "category", "what came of it, in the company's own words"),
    ),
)

DELIVERIES = Spec(
    name="deliveries",
    row="an order's delivery",
    key=("order_id",),
    time="promised_on",
    order=(("orders.ordered_at", "dispatched_at", "first_attempt_at", "delivered_at"),),
    columns=(
        Column("order_id", "id", "the order, unique", required=True, filled=True),
        Column("promised_on", "date", "local day promised when the order was placed", required=True, filled=True),
        Column("dispatched_at", "time", "when the parcel left the warehouse"),
        Column("first_attempt_at", "time", "when delivery was first tried"),
        Column("delivered_at", "time", "when it was handed over; empty while it is under way"),
        Column("damaged", "flag", "whether it arrived damaged"),
        Column("carrier", "category", "who delivered it"),
        Column("warehouse", "category", "where it left from"),
        Column("region", "category", "region of the address"),
        Column("re_promised_on", "date", "later day promised, where the promise was changed"),
    ),
)

RETURNS = Spec(
    name="returns",
    row="a return or exchange that a customer asked for",
    key=("order_id", "requested_at", "kind"),
    time="requested_at",
    order=(("orders.ordered_at", "requested_at", "resolved_at"),),
    columns=(
        Column("order_id", "id", "the order", required=True, filled=True),
        Column("requested_at", "time", "when it was asked for", required=True, filled=True),
        Column("kind", "category", "what was asked for", required=True, allowed=("return", "exchange"), filled=True),
        Column("reason", "category", "why, in the company's own words, such as size"),
        Column("requested_channel", "category", "channel in which it was asked for"),
        Column("resolved_at", "time", "when the case was closed; empty while it is open"),
        Column(
            "resolution",
            "category",
            "how it ended",
            allowed=("refunded", "exchanged", "refused", "store_credit"),
        ),
        Column("fee_paid_by", "category", "who paid the postage", allowed=("customer", "company")),
    ),
)

TICKETS = Spec(
    name="tickets",
    row="a service contact",
    key=("ticket_id",),
    time="opened_at",
    order=(("opened_at", "first_response_at", "resolved_at"),),
    columns=(
        Column("ticket_id", "id", "number of the contact, unique", required=True, filled=True),
        Column("opened_at", "time", "when the customer got in touch", required=True, filled=True),
        Column("customer_id", "id", "who got in touch"),
        Column("order_id", "id", "the order it is about"),
        Column("channel", "category", "channel of the contact, such as phone or live_chat"),
        Column("topic", "category", "what it is about"),
        Column("handled_by", "category", "who handled it", allowed=("human", "bot", "voice")),
        Column("fallback", "flag", "whether the bot did not understand"),
        Column("first_response_at", "time", "when the first answer came"),
        Column("resolved_at", "time", "when it was solved; empty while it is open"),
        Column("first_contact_resolved", "flag", "whether the first contact solved it"),
        Column("handed_off", "flag", "whether it went on to another channel or person"),
        Column("cost", "number", "cost of handling it, in the company's currency, 0 or more", least=0),
    ),
)

INITIATIVES = Spec(
    name="initiatives",
    row="a CX initiative",
    key=("initiative_id",),
    columns=(
        Column("initiative_id", "id", "number of the initiative, unique", required=True, filled=True),
        Column("name", "category", "its name", required=True, filled=True),
        Column("pillar", "category", "pillar", allowed=("sales channels", "marketing", "advertising", "operations")),
        Column("trend", "category", "trend of the scorecard it belongs to"),
        Column("stage", "category", "stage of the path", allowed=("aware", "appeal", "ask", "act", "advocate")),
        Column("owner", "category", "team that owns it"),
        Column("starts_on", "date", "day on which it starts or started"),
        Column(
            "upfront_cost",
            "number",
            "cost before it starts, in the company's currency: 0 if there is none; empty: cannot be judged",
            least=0,
        ),
        Column(
            "monthly_cost",
            "number",
            "cost a month, in the company's currency: 0 if there is none; empty: cannot be judged",
            least=0,
        ),
        Column(
            "lever",
            "category",
            "the number that it is to move",
            required=True,
            allowed=("repeat_rate", "basket", "acquisition_cost", "contacts", "returns", "churn", "price"),
            filled=True,
        ),
        Column(
            "low",
            "number",
            "cautious end of the effect: 0.01 is a point or one per cent; above 0 is better",
            least=-1,
            most=1,
        ),
        Column("mode", "number", "likely effect: 0.01 is a point or one per cent", least=-1, most=1),
        Column("high", "number", "hopeful end of the effect: 0.01 is a point or one per cent", least=-1, most=1),
        Column(
            "read_as",
            "category",
            "what low and high are: a 95 % interval (as experiment and adjusted are read), one in ten below and above "
            "(as assumption), or the limits of what can be (as a claim)",
            allowed=("interval", "p10_p90", "limits"),
        ),
        Column(
            "evidence",
            "category",
            "where the effect comes from: experiment, adjusted, claim:C11, assumption; empty: assumption",
        ),
        Column("discount", "number", "share of the likely effect that counts, instead of its grade's", least=0, most=1),
        Column(
            "through",
            "category",
            "what it moves first, on the way to the repeat rate: share of promoters, or of orders on time",
            allowed=("score", "on_time"),
        ),
        Column("segment", "category", "customers that it reaches; empty for all"),
        Column("ramp_months", "number", "months until it works fully, 0 or more", least=0),
        Column("decay_months", "number", "months in which half of the effect is lost; empty: it stays", least=0.1),
        Column(
            "horizon_months",
            "number",
            "months that count, from its start or, if it runs, from now; at most 600; empty: as the report says",
            least=1,
            most=600,
        ),
        Column("cannibalised", "number", "share of its sales that replaces other sales of ours", least=0, most=1),
        Column("pull_forward", "number", "share of its sales that is lost in the months after", least=0, most=1),
        Column("elasticity", "number", "change of the orders for a price higher by one, such as -1.5", most=0),
        Column(
            "pilot_effect",
            "number",
            "effect that a pilot of its own has shown: 0.01 is a point or one per cent",
            least=-1,
            most=1,
        ),
        Column("pilot_error", "number", "standard error of that", least=0),
        Column("pilot_cost", "number", "cost before a pilot can start; empty: a tenth of upfront_cost", least=0),
        Column("currency", "category", "currency of the costs, where the file says it"),
    ),
)

SPECS = (ORDERS, RESPONSES, TOUCHPOINTS, DELIVERIES, RETURNS, TICKETS, CUSTOMERS, INITIATIVES)
TABLES: dict[str, Spec] = {spec.name: spec for spec in SPECS}
