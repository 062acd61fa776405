"""Rows of initiatives.csv: what the company does about its CX, or might do, and which of it should pay."""

from typing import Final

HEADER: Final = (
    "initiative_id", "name", "pillar", "trend", "stage", "owner", "starts_on", "upfront_cost", "monthly_cost", "lever",
    "low", "mode", "high", "evidence", "segment", "ramp_months", "through",
    "read_as", "discount", "decay_months", "horizon_months", "cannibalised", "pull_forward", "elasticity",
    "pilot_effect", "pilot_error", "pilot_cost", "currency",
)  # fmt: skip
COSTS: Final = ("upfront_cost", "monthly_cost", "pilot_cost")
CUSTOMERS: Final = 20_000  # for whom the costs below are told, in won; effects are shares
ROWS: Final = (
    ("I01", "선물 카드가 든 포장", "operations", "packaging", "act", "물류팀", "2026-12-01", 1_000_000, 120_000,
     "repeat_rate", 0.01, 0.03, 0.05, "experiment", "", 2, ""),
    ("I02", "매장 AR 거울", "sales channels", "ar", "ask", "매장팀", "2027-01-01", 480_000_000, 9_000_000,
     "returns", 0.0, 0.005, 0.01, "assumption", "", 6, ""),
    ("I03", "초개인화 추천 엔진", "marketing", "hyper_personalisation", "appeal", "데이터팀", "2027-02-01", 4_000_000,
     100_000, "basket", -0.02, 0.02, 0.10, "claim:C11", "", 6, ""),
    ("I04", "상담원 교육과 권한", "operations", "ai", "act", "고객지원팀", "2026-02-01", 6_000_000, 400_000,
     "contacts", 0.03, 0.06, 0.09, "adjusted", "", 3, ""),
    ("I05", "챗봇 개선", "operations", "chatbot", "ask", "고객지원팀", "2026-09-01", 15_000_000, 700_000,
     "contacts", 0.0, 0.05, 0.12, "assumption", "", 4, ""),
    ("I06", "신발 교환 거절 없애기", "operations", "omnichannel", "act", "매장팀", "2026-11-15", 3_000_000, 600_000,
     "churn", 0.0005, 0.001, 0.0015, "adjusted", "", 1, ""),
    ("I07", "모바일 속도 개선", "sales channels", "mobile", "appeal", "개발팀", "2026-10-01", 25_000_000, 300_000,
     "acquisition_cost", 0.0, 0.04, 0.10, "assumption", "", 3, ""),
    ("I08", "친구 추천 보상", "advertising", "referral", "advocate", "마케팅팀", "2026-06-01", 5_000_000, 900_000,
     "acquisition_cost", 0.02, 0.06, 0.10, "adjusted", "일반", 3, ""),
    ("I09", "라이브 방송 후 재방문 쿠폰", "advertising", "live_commerce", "aware", "마케팅팀", "2026-08-01", 1_000_000,
     800_000, "repeat_rate", -0.01, 0.01, 0.03, "assumption", "", 2, ""),
    ("I10", "멤버십 등급 개편", "marketing", "loyalty_programme", "advocate", "CRM팀", "2027-03-01", 30_000_000,
     2_000_000, "repeat_rate", -0.005, 0.0, 0.02, "claim:Q13", "VIP", 6, ""),
    ("I11", "성수기 택배 물량 나누기", "operations", "omnichannel", "act", "물류팀", "2026-12-15", 300_000, 20_000,
     "repeat_rate", 0.01, 0.03, 0.05, "adjusted", "", 1, "on_time"),
    ("I12", "무료 배송 기준 올리기", "sales channels", "payment", "act", "상품팀", "2027-01-15", 500_000, 50_000,
     "price", -0.01, 0.0, 0.02, "assumption", "", 1, ""),
)  # fmt: skip
# what is told of some besides
MORE: Final[dict[str, dict[str, object]]] = {
    "I05": {"read_as": "limits"},
    "I07": {"decay_months": 24, "horizon_months": 24},
    "I08": {"discount": 0.5},
    "I09": {"cannibalised": 0.2, "pull_forward": 0.3},
    "I11": {"pilot_cost": 50_000},
    "I12": {"elasticity": -1.3, "pilot_effect": 0.001, "pilot_error": 0.004},
}
# what an honest calculation must come to
EXPECTED: Final = {
    "I01": "pays: cheap, and the experiment in the files shows the effect",
    "I02": "does not pay: not even at its most hopeful",
    "I03": "needs a pilot: pays or not within what is believed of it",
}


def initiative_rows(customers: int) -> list[list[str]]:
    """Rows as text; a smaller company spends less, in proportion."""
    rows = [dict.fromkeys(HEADER, "") | dict(zip(HEADER, row, strict=False)) | {"currency": "KRW"} for row in ROWS]
    told = [row | MORE.get(str(row["initiative_id"]), {}) for row in rows]
    return [[str(_spent(row[name], customers) if name in COSTS and row[name] != "" else row[name]) for name in HEADER]
            for row in told]  # fmt: skip


def _spent(won: int, customers: int) -> int:
    return int(round(won * customers / CUSTOMERS, -3))
