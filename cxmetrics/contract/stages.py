"""The customer path: its five stages, and the touchpoints of the default register."""

from __future__ import annotations

from typing import NamedTuple

STAGES = ("aware", "appeal", "ask", "act", "advocate")
PILLARS = ("sales channels", "marketing", "advertising", "operations")


class Touchpoint(NamedTuple):
    """Where a touchpoint stands.

    Parameters
    ----------
    stage : str
        One of `STAGES`.
    pillar : str
        One of `PILLARS`.
    owner : str
        Team that answers for it: a key of the catalogue (``owner-…``), or a name of the company's own.
    effort : str
        What a change of it takes: "small", "medium" or "large", where the company has said so.
    """

    stage: str
    pillar: str
    owner: str
    effort: str = ""


REGISTER = {
    "advertising": Touchpoint("aware", "advertising", "marketing"),
    "social_media": Touchpoint("aware", "marketing", "marketing"),
    "influencer": Touchpoint("aware", "advertising", "marketing"),
    "newsletter": Touchpoint("aware", "marketing", "crm"),
    "website": Touchpoint("appeal", "sales channels", "digital"),
    "mobile_app": Touchpoint("appeal", "sales channels", "digital"),
    "live_commerce": Touchpoint("appeal", "sales channels", "live"),
    "video": Touchpoint("appeal", "marketing", "marketing"),
    "product_page": Touchpoint("ask", "sales channels", "merchandising"),
    "online_reviews": Touchpoint("ask", "marketing", "crm"),
    "chatbot": Touchpoint("ask", "operations", "service"),
    "live_chat": Touchpoint("ask", "operations", "service"),
    "phone": Touchpoint("ask", "operations", "service"),
    "voice_assistant": Touchpoint("ask", "operations", "service"),
    "ar": Touchpoint("ask", "sales channels", "digital"),
    "checkout": Touchpoint("act", "sales channels", "digital"),
    "payment": Touchpoint("act", "sales channels", "digital"),
    "physical_store": Touchpoint("act", "sales channels", "stores"),
    "delivery": Touchpoint("act", "operations", "logistics"),
    "customer_service": Touchpoint("act", "operations", "service"),
    "return_exchange": Touchpoint("act", "operations", "logistics"),
    "review_written": Touchpoint("advocate", "marketing", "crm"),
    "referral": Touchpoint("advocate", "marketing", "crm"),
    "loyalty_programme": Touchpoint("advocate", "marketing", "crm"),
    "community": Touchpoint("advocate", "marketing", "crm"),
}
