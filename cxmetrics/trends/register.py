"""The trends, each declared once: what it needs, whom it compares, and by which outcome it is judged."""

from __future__ import annotations

from dataclasses import dataclass

WHO = ("segment", "region", "first_touch")
WHAT = ("category", "channel", "device")


@dataclass(frozen=True)
class Trend:
    """A trend of the scorecard.

    Parameters
    ----------
    key : str
        Its name, and that of its words.
    needs : tuple of str
        Columns without which nothing can be said, as ``table.column``, or ``table.column=value`` where a value must
        occur, or one of several (``a|b``).
    rows : {"orders", "occasions", "firsts", "contacts", ""}
        Whom it compares: orders, days with a purchase, first purchases, service contacts; nothing here where empty.
    exposed : str
        Column of 0 and 1 of these rows: with the trend or without.
    outcomes : tuple of str
        Columns by which it is judged, the first on the scorecard.
    adjust : tuple of str
        Covariates, all known before the exposure ends.
    naive : str
        Exposure as it is usually told, where that is another one.
    adopted : str
        Column whose mean is the adoption, where that is not the exposure.
    """

    key: str
    needs: tuple[str, ...]
    rows: str = ""
    exposed: str = ""
    outcomes: tuple[str, ...] = ()
    adjust: tuple[str, ...] = ()
    naive: str = ""
    adopted: str = ""


TRENDS = (
    Trend("first_party", ("orders.customer_id", "customers.consent")),
    Trend("omnichannel", ("orders.channel",)),
    Trend(
        "personalised",
        ("orders.personalised",),
        rows="occasions",
        exposed="personalised",
        outcomes=("back",),
        adjust=("nth", *WHO, *WHAT, "gap", "quarter"),
    ),
    Trend(
        "ai",
        ("tickets.handled_by=human", "touchpoints.assisted_by_ai", "touchpoints.duration_s"),
        rows="contacts",
        exposed="ai",
        outcomes=("seconds", "satisfied", "easy", "solved"),
        adjust=("topic", "quarter"),
    ),
    Trend(
        "voice_assistant",
        ("tickets.handled_by=voice",),
        rows="contacts",
        exposed="voice_assistant",
        outcomes=("again", "satisfied", "easy", "solved"),
        adjust=("topic", "quarter"),
    ),
    Trend(
        "chatbot",
        ("tickets.handled_by=bot",),
        rows="contacts",
        exposed="chatbot",
        outcomes=("again", "satisfied", "easy", "solved"),
        adjust=("topic", "quarter"),
    ),
    Trend(
        "ar",
        ("touchpoints.touchpoint=ar", "returns.order_id"),
        rows="orders",
        exposed="ar",
        outcomes=("returned",),
        adjust=("nth", "segment", *WHAT, "video", "other_touches", "quarter"),
    ),
    Trend(
        "mobile",
        ("orders.device",),
        rows="occasions",
        exposed="mobile",
        outcomes=("back",),
        adjust=("nth", *WHO, "category", "channel", "gap", "quarter"),
    ),
    Trend(
        "video",
        ("touchpoints.touchpoint=video", "returns.order_id"),
        rows="orders",
        exposed="video",
        outcomes=("returned", "contacted", "back"),
        adjust=("nth", "segment", *WHAT, "ar", "other_touches", "quarter"),
    ),
    Trend(
        "live_commerce",
        ("orders.first_touch=live_commerce",),
        rows="firsts",
        exposed="live_commerce",
        outcomes=("back",),
        adjust=("segment", "region", "quarter"),
    ),
    Trend(
        "influencer",
        ("orders.first_touch=influencer",),
        rows="firsts",
        exposed="influencer",
        outcomes=("back",),
        adjust=("segment", "region", "quarter"),
    ),
    Trend("wallets", ("orders.payment", "touchpoints.touchpoint=payment")),
    Trend(
        "loyalty",
        ("customers.loyalty_since",),
        rows="occasions",
        exposed="joined",
        outcomes=("back",),
        adjust=("nth", *WHO, "quarter"),
        naive="ever_member",
        adopted="member",
    ),
    Trend(
        "reviews",
        ("touchpoints.touchpoint=online_reviews|media_review",),
        rows="firsts",
        exposed="reviews",
        outcomes=("back",),
        adjust=(*WHO, *WHAT, "other_touches", "quarter"),
    ),
    Trend(
        "product_information",
        ("touchpoints.touchpoint=product_page", "tickets.order_id"),
        rows="orders",
        exposed="product_page",
        outcomes=("contacted", "back"),
        adjust=("nth", *WHO, *WHAT, "other_touches", "quarter"),
    ),
    Trend("packaging", ("orders.packaging",)),
)
