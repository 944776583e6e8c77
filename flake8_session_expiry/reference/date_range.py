"""
How many seconds an expiry may be away from now. Django adds it to the current time, and Python has dates from the year
1 to the year 9999 only.
"""

from __future__ import annotations

from typing import Final

# 2.52e11 seconds after 2026 the year 9999 ends; rounded up, so that the findings do not depend on the day.
AFTER_YEAR_9999: Final = 2.6e11
"""Seconds from now; Django cannot compute the date of such an expiry."""
# 6.4e10 seconds before 2026 the year 1 begins; rounded, so that it holds until the year 2218.
BEFORE_YEAR_1: Final = -7e10
"""Seconds from now; Django cannot compute the date of such an expiry."""
