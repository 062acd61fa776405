"""Touchpoints as cards in the columns of their stages, joined by lines as wide as the moves are many."""

from __future__ import annotations

from typing import Final

from cxmetrics.plots.labels import FigureText, width_of, wrap
from cxmetrics.plots.moves import END, Key, Move, volumes
from cxmetrics.plots.placing import Box
from cxmetrics.plots.routes import Card, Route, routes
from cxmetrics.plots.sheet import ARROW, TIGHT, Sheet
from cxmetrics.theme import LIGHT, FigureSize

GUTTER, LANE = 44.0, 24.0  # points between columns, and between the cards of one
AIR: Final = 5.0  # points inside a card
LINES: Final = 3  # of a card's name
THIN, THICK = 0.8, 5.0  # points of a line
CASING: Final = 1.6  # points of paper around a line, so that those that cross stay apart
DASH: Final = (2.2, 1.1)  # of the line's width
SHARE: Final = 7.4  # points, the type size of a share on its line
HEAD: Final = 5.0  # points around the end of a line that no share covers
BESIDE: Final = 3.0  # points between an upright line and its share
ALONG: Final = (0.3, 0.24, 0.36, 0.42, 0.5, 0.58, 0.66)  # where on a line its share may stand, near its source


def draw_network(sheet: Sheet, moves: list[Move], text: FigureText, *, y: float) -> float:
    """Draw cards and lines below `y` and return where they end."""
    size = sheet.size
    stages = sorted({stage for move in moves for stage, _ in (move.source, move.target) if stage != END})
    gutters = max(len(stages) - 1, 1)  # one column has one too, for the lines that come back to it
    width = (sheet.width - GUTTER * gutters) / max(len(stages), 1)
    starts = {stage: number * (width + GUTTER) for number, stage in enumerate(stages)}
    heads = {stage: wrap(name, width=width, size=size.body) for stage in stages if (name := text.name(str(stage)))}
    for stage, lines in heads.items():
        sheet.lines(lines, x=starts[stage], y=y, size=size.body, weight="bold")
    y += max(map(len, heads.values()), default=0) * size.body * TIGHT + LANE / 2
    said = _said(moves, size, width=width)
    cards = _cards(moves, said, size, starts=starts, width=width, y=y)
    inner = [move for move in moves if not move.left]
    _lines(sheet, inner, routes([(cards[move.source], cards[move.target]) for move in inner], gutter=GUTTER, lane=LANE))
    for key, card in cards.items():
        _card(sheet, card, said[key])
    return max((card.y + card.height for card in cards.values()), default=y) + LANE / 2


def _said(moves: list[Move], size: FigureSize, *, width: float) -> dict[Key, list[str]]:
    """Return the lines on each card: its name, and how many left there."""
    inner, done = width - 2 * AIR, {}
    left = {move.source: f"→ {move.target[1]} {move.value}" for move in moves if move.left}
    for key in volumes(moves):
        name = wrap(key[1], width=inner, size=size.small, lines=LINES)
        done[key] = name + (wrap(left[key], width=inner, size=size.small) if key in left else [])
    return done


def _cards(
    moves: list[Move], said: dict[Key, list[str]], size: FigureSize, *, starts: dict[int, float], width: float, y: float
) -> dict[Key, Card]:
    """Return the place of each touchpoint: all equally high, in rows that are those of every column."""
    counted, cards = volumes(moves), {}
    tall = max(map(len, said.values()), default=0) * size.small * TIGHT + 2 * AIR
    for number, (stage, x) in enumerate(starts.items()):
        of_stage = sorted((key for key in counted if key[0] == stage), key=lambda key: -counted[key])
        for row, key in enumerate(of_stage):
            cards[key] = Card(x, y + row * (tall + LANE), width, tall, row, number)
    return cards


def _card(sheet: Sheet, card: Card, lines: list[str]) -> None:
    sheet.box(card.x, card.y, card.width, card.height, facecolor=LIGHT.accent_tint, zorder=4)
    sheet.lines(lines, x=card.x + AIR, y=card.middle - len(lines) * sheet.size.small * TIGHT / 2)


def _lines(sheet: Sheet, moves: list[Move], drawn: list[Route]) -> None:
    """Draw the moves, those of few above those of many, then their shares."""
    most = max((move.n for move in moves), default=1.0)
    taken = [Box(x - HEAD, y - HEAD, 2 * HEAD, 2 * HEAD) for x, y in (route.tip for route in drawn)]
    for move, route in zip(moves, drawn, strict=True):
        width = THIN + (THICK - THIN) * move.n / most
        colour = LIGHT.warm if move.back else LIGHT.accent_mid
        head = ARROW + 0.5 * width
        across, down = route.heading
        places = [*route.places[:-1], (route.tip[0] - across * (head - 1), route.tip[1] - down * (head - 1))]
        dash = {"linestyle": (0, DASH)} if move.back else {}
        order = 3 - move.n / most
        sheet.curve(places, color=LIGHT.paper, linewidth=width + CASING, zorder=order)
        sheet.curve(places, color=colour, linewidth=width, zorder=order, **dash)
        sheet.arrow(route.tip, across=across, down=down, colour=colour, size=head)
    for move, route in zip(moves, drawn, strict=True):
        _share(sheet, move, route, taken)


def _share(sheet: Sheet, move: Move, route: Route, taken: list[Box]) -> None:
    """Write a share on the first curve of its line, where it covers no other one; else leave it to the line's width."""
    width, height = width_of(move.value, SHARE) + 2, SHARE * 1.1
    for along in ALONG:
        x, y = on_curve(route.places[:4], along)
        x += (width / 2 + BESIDE) * abs(route.heading[1])
        box = Box(x - width / 2, y - height / 2, width, height)
        if not any(box.meets(other, 0.5) for other in taken):
            taken.append(box)
            sheet.box(box.x, box.y, box.width, box.height, facecolor=LIGHT.paper, zorder=4)
            colour = LIGHT.warm if move.back else LIGHT.ink
            font = {"ha": "center", "va": "center_baseline", "size": SHARE, "color": colour}
            sheet.write(move.value, x=x, y=y, **font)
            return


def on_curve(places: list[tuple[float, float]], along: float) -> tuple[float, float]:
    """Return the place on a Bézier curve of four places."""
    rest = 1 - along
    weights = (rest**3, 3 * rest**2 * along, 3 * rest * along**2, along**3)
    x, y = (sum(weight * place[axis] for weight, place in zip(weights, places, strict=True)) for axis in (0, 1))
    return x, y
