"""Search in ordered lists of word indices.

What ``bisect`` does, but compiled with the rules: calling into C makes an object of each number.
"""

from __future__ import annotations


def first_from(places: list[int], i: int) -> int:
    """Return the index of the first of ``places`` that is ``i`` or more, else their number."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) >> 1
        if places[middle] < i:
            low = middle + 1
        else:
            high = middle
    return low
