"""What makes one listing stand before another: every weight of both engines, and nowhere else.

docs/ranking.md explains them. Sold-out listings always come last. The rest is text, times the factors below;
all factors together stay within MOST, so that what was asked for rules.
"""

TITLE, NAMES, SELLER, DESCRIPTION = 1.0, 0.4, 0.1, 0.03
"""A word in the title against one in the commodity's names, the seller and place, the description."""

EXACT, FOLDED = 4.0, 1.0
"""With accents as they were typed, and without."""

TOGETHER = 0.5
"""More of the score where the title holds two words of the text side by side, as they were typed."""

COMMODITY = 3.0
"""Times the score for a listing of the commodity that the text names."""

FORMS = {"plant": 0.1, "tool": 0.1, "made": 0.3}
"""Times the score for saplings, what is no food, and what is made of produce, where it was not asked for."""

WORDY = 0.04
"""A title of many words: the score is divided by 1 + this a word."""

IN_SEASON = 0.2
FRESH, FRESH_DAYS = 0.15, 3
"""More for a harvest of the last so many days."""

RELIABLE = 0.25
"""More for a seller all of whose orders were accepted and delivered; in proportion below."""

NEAR, NEAR_KM = 0.2, 100
"""More for a seller at the buyer's door, half of it at so many kilometres."""

ENOUGH = 0.1
"""More where the amount that was typed may be bought."""
