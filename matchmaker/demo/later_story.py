"""From the first quote request to what came of it, in order."""

from __future__ import annotations

from matchmaker.demo import story_project, story_quotes
from matchmaker.demo.cast import Cast
from matchmaker.matching.models import Package


class LaterStory:
    """``play`` takes the packages on screen and asks three of them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def play(self, cards: list[Package]) -> None:
        cast = self.cast
        several = [
            card for card in cards if card.items.exclude(supplier=None).values("supplier").distinct().count() > 1
        ]
        chosen = [several[0], *[card for card in cards if card != several[0]]][:3]
        rfqs = story_quotes.answers_come(cast, chosen)
        quotes = story_quotes.quotes_are_written(cast, rfqs)
        story_quotes.the_owner_compares(cast)
        row = story_quotes.award(cast, quotes[0], programme=True)
        reduced = story_quotes.the_programme_refuses(cast, row)
        story_project.play(cast, story_quotes.award(cast, reduced, programme=False))
