"""The touchpoints of the company: the stage that each belongs to, how long it takes, and what pages are like."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from chance import Floats
from scipy.stats import norm
from stages import ACT, APPEAL, ASK, AWARE

ADVOCATE: Final = 4


@dataclass(frozen=True)
class Touchpoint:
    """A touchpoint: its stage, its mean duration in seconds, and whether it is a page with a loading time."""

    stage: int
    seconds: float
    page: bool = False


REGISTER: Final = {
    "advertising": Touchpoint(AWARE, 8),
    "social_media": Touchpoint(AWARE, 45),
    "influencer": Touchpoint(AWARE, 90),
    "newsletter": Touchpoint(AWARE, 25),
    "website": Touchpoint(APPEAL, 900, page=True),
    "mobile_app": Touchpoint(APPEAL, 900, page=True),
    "live_commerce": Touchpoint(APPEAL, 1_500),
    "video": Touchpoint(APPEAL, 150),
    "product_page": Touchpoint(ASK, 700, page=True),
    "online_reviews": Touchpoint(ASK, 900),
    "chatbot": Touchpoint(ASK, 150),
    "live_chat": Touchpoint(ASK, 420),
    "phone": Touchpoint(ASK, 420),
    "voice_assistant": Touchpoint(ASK, 110),
    "ar": Touchpoint(ASK, 120),
    "checkout": Touchpoint(ACT, 180, page=True),
    "payment": Touchpoint(ACT, 60),
    "physical_store": Touchpoint(ACT, 1_500),
    "delivery": Touchpoint(ACT, 30),
    "customer_service": Touchpoint(ACT, 420),
    "return_exchange": Touchpoint(ACT, 120),
    "review_written": Touchpoint(ADVOCATE, 240),
    "referral": Touchpoint(ADVOCATE, 60),
    "loyalty_programme": Touchpoint(ADVOCATE, 60),
    "community": Touchpoint(ADVOCATE, 300),
}
NAMES: Final = tuple(REGISTER)
CODE: Final = {name: number for number, name in enumerate(NAMES)}
PLACES: Final = ("web", "app", "store", "marketplace", "live", "mobile_web")  # channels; the phone's web is its own
WEB, APP, STORE, MARKETPLACE, LIVE, MOBILE_WEB = range(6)
NOWHERE: Final = -1  # touches outside the company's channels

FIRST_AWARE: Final = (  # by source, as in effects.py
    "advertising", "social_media", "social_media", "influencer", "advertising", "advertising", "advertising",
    "newsletter", "newsletter",
)  # fmt: skip
AWARE_MIX: Final = {"advertising": 0.45, "social_media": 0.35, "influencer": 0.10, "newsletter": 0.10}
LIVE_SHARE: Final = 0.08  # of the touches in appeal; the others are the website, or the app of those who like it
ASK_MIX: Final = {
    "product_page": 0.40, "online_reviews": 0.30, "chatbot": 0.12, "live_chat": 0.08, "phone": 0.05,
    "voice_assistant": 0.05,
}  # fmt: skip
ADVOCATE_MIX: Final = {"review_written": 0.55, "referral": 0.25, "community": 0.20}

PAGE_MEDIAN_MS: Final = {WEB: 1_400.0, MOBILE_WEB: 2_600.0, APP: 900.0}
PAGE_SPREAD: Final = 0.45  # standard deviation of the logarithm
SPEED_BANDS_MS: Final = (1_000, 2_500, 4_000)
BOUNCES: Final = np.array([0.22, 0.28, 0.38, 0.52])  # P(bounced) by speed band: of no other influence
CAMPAIGNS: Final = ("spring_living", "summer_table", "chuseok_gift", "winter_home", "new_here", "personal_picks")
CAMPAIGN_SHARE: Final = 0.6  # of the touches in aware
ABANDONS: Final = {"card": 0.12, "kakao_pay": 0.05, "naver_pay": 0.05, "toss_pay": 0.06, "transfer": 0.25, "cash": 0.0}


def bounce_share(place: int) -> float:
    """P(bounced) of the pages of a channel."""
    edges = norm.cdf(np.log(np.array(SPEED_BANDS_MS) / PAGE_MEDIAN_MS[place]) / PAGE_SPREAD)
    return float(np.diff(edges, prepend=0.0, append=1.0) @ BOUNCES)


def mean_seconds(mix: dict[str, float]) -> float:
    """Expect the duration of a touch drawn from a mix."""
    return sum(share * REGISTER[name].seconds for name, share in mix.items())


def seconds_by_code() -> Floats:
    """Mean duration by code."""
    return np.array([one.seconds for one in REGISTER.values()])
