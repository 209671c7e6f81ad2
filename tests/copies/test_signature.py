"""Signatures: the same in every process, and as alike as the words."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.copies.arrivals import PACKS
from worker.copies.signature import METHOD, SHORTEST, SIZE, packed, sign, unpacked
from worker.normalise.folding import folding

FOLDING = folding(PACKS["en"].script)
WORDS = [f"w{number}" for number in range(5_000)]
PROGRAM = """
from tests.copies.test_signature import FOLDING, WORDS
from worker.copies.signature import packed, sign
print(packed(sign("", " ".join(WORDS), FOLDING)).hex())
"""


def signed(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
    """Return the signature of a text that is long enough."""
    signature = sign("", text, FOLDING)
    assert signature is not None
    return signature


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.8])
def test_equal_numbers_estimate_the_similarity(share: float) -> None:
    """Over many pairs the share of equal numbers is that of the shingles."""
    chance = random.Random(7)  # noqa: S311 - no secret
    estimates = []
    for _ in range(40):
        drawn = chance.sample(WORDS, 900)
        kept = round(2 * 300 * share / (1 + share))
        one, other = drawn[:300], drawn[:kept] + drawn[300 : 600 - kept]
        equal = signed(" ".join(one)) == signed(" ".join(other))
        estimates.append(float(equal.mean()))
    assert sum(estimates) / len(estimates) == pytest.approx(share, abs=0.03)


def test_another_process_signs_alike() -> None:
    """Signatures outlive the process, so that nothing in them may be of one process only."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == packed(signed(" ".join(WORDS))).hex()


def test_too_few_words_have_no_signature() -> None:
    """The shortest text that has one is of so many shingles."""
    enough = WORDS[: SHORTEST + 2]
    assert sign("", " ".join(enough[1:]), FOLDING) is None
    assert sign(enough[0], " ".join(enough[1:]), FOLDING) is not None


def test_packing() -> None:
    """A signature comes back as it was; one of another method or size is none."""
    signature = signed(" ".join(WORDS))
    body = packed(signature)
    assert len(body) == 2 * SIZE
    assert packed(unpacked(body, METHOD)) == body
    assert unpacked(body, METHOD + 1) is None
    assert unpacked(body[:-1], METHOD) is None
    assert unpacked(packed(None), METHOD) is None
