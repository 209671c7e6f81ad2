"""A title or a text, as the rules see it: words, their classes, sentences, quotations, cues.

White space is what ``normalise`` leaves: single spaces, and a blank line between paragraphs.
Everything is addressed by the index of a word; ``offsets`` turns a range of words into code
points. Making a prose takes time in proportion to its length.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, cast

from mypy_extensions import mypyc_attr

from worker.enrich import cues, sentences
from worker.enrich import kinds as k
from worker.enrich.lexicon import PARAGRAPH_BREAK, Lexicon, Word
from worker.enrich.ordered import first_from
from worker.enrich.quotations import Quotation, quotations
from worker.enrich.table import Form

_MARKS: Final = k.STOP | k.BREAK | k.DASH | k.QUOTATION_MARK
_CLAUSE_BEFORE: Final = (
    k.AS
    | k.ADVERB
    | k.TIME
    | k.NUMBER
    | k.MARK
    | k.TRANSITION
    | k.AUXILIARY
    | k.NEGATION
    | k.SUBORDINATOR
    | k.COORDINATOR
)

_CONTENT_AFTER: Final = k.OPENS_CLAUSE | k.QUOTATION_MARK | k.COLON
_CUES: Final = k.CUE | k.CUE_OPENING


STRIDE: Final = 8
"""Words between two places that are kept: all would be a number to make for each word."""


@mypyc_attr(acyclic=True, free_list_len=1)
class Range:
    """Words from ``start`` up to ``stop``, which is left out."""

    __slots__ = ("start", "stop")

    def __init__(self, start: int, stop: int) -> None:
        self.start: Final = start
        self.stop: Final = stop


@mypyc_attr(acyclic=True)
class Site:
    """A place where a cue stands."""

    __slots__ = ("form", "sentence", "start", "stop")

    def __init__(self, start: int, stop: int, form: Form, sentence: Range) -> None:
        self.start: Final = start
        self.stop: Final = stop
        self.form: Final = form
        self.sentence: Final = sentence
        """The sentence that it stands in: the same value for all its cues."""


@mypyc_attr(acyclic=True)
class Prose:
    """One field of an article, read. Its lists run in parallel, one element a word."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.beside: Prose | None = None
        """The text, for a title: names are told in full there."""
        self.words: list[Word] = []
        self.kinds: list[int] = []
        self._strides: list[int] = []
        """Where every word stands whose index is a multiple of ``STRIDE``."""
        self.breaks: list[int] = []
        self.times: list[int] = []
        self.afterthoughts: list[int] = []
        self.marks: list[int] = []
        self.candidates: list[int] = []
        """Words that are a cue, or the first of several that are one, in whatever place."""
        self._phrases: list[int] = []
        self._read(text.replace("\n\n", f" {PARAGRAPH_BREAK} ").split(" "))
        self._mark_phrases()
        self.quotations: list[Quotation] = quotations(self.words, self.kinds, self.marks)
        self.opens = [q.start for q in self.quotations]
        self.edges = sentences.edges(self)
        self.sites = self._sites()

    def _read(self, chunks: list[str]) -> None:
        """Take in the words of the chunks, and the places that the prose is cut at."""
        words, strides = self.words, self._strides
        kinds: list[object] = []
        lexicon = self.lexicon
        known = lexicon.known
        at = n = 0
        for chunk in chunks:
            found = known.get(chunk)
            if found is None:
                found = lexicon.read(chunk)
            for word in found:
                words.append(word)
                kinds.append(word.shared_kinds)
                if n % STRIDE == 0:
                    strides.append(at)
                at += word.width
                if word.landmarks:
                    self._note(n, word.landmarks)
                n += 1
        strides.append(at)
        self.kinds = cast("list[int]", kinds)

    def _note(self, i: int, kind: int) -> None:
        """Note what the prose is cut at by the word or mark at ``i``."""
        if kind & _MARKS:
            self.marks.append(i)
            if kind & k.BREAK:
                self.breaks.append(i)
            return
        if kind & _CUES:
            self.candidates.append(i)
        if kind & k.PHRASE:
            self._phrases.append(i)
        if kind & k.TIME:
            self.times.append(i)
        elif kind & k.AFTERTHOUGHT:
            self.afterthoughts.append(i)

    def offsets(self, words: Range) -> tuple[int, int]:
        """Return start and end, in code points, of a range of words without its last space."""
        stop = words.stop
        return self.start(words.start), self.start(stop) - self.words[stop - 1].spaced

    def start(self, i: int) -> int:
        """Return the code point at which the word at ``i`` begins; behind the last, the end."""
        words, stride = self.words, i // STRIDE
        at = self._strides[stride]
        for n in range(stride * STRIDE, i):
            at += words[n].width
        return at

    def word_at(self, place: int) -> int:
        """Return the word that the code point at ``place`` is in."""
        words, stride = self.words, first_from(self._strides, place + 1) - 1
        i, at = stride * STRIDE, self._strides[stride]
        while i + 1 < len(words) and at + words[i].width <= place:
            at += words[i].width
            i += 1
        return i

    def said(self, words: Range) -> str:
        """Return the words of a range as the text has them."""
        start, end = self.offsets(words)
        return self.text[start:end]

    def quotation(self, i: int) -> Quotation | None:
        """Return the quotation that the word or mark at ``i`` is in, marks included."""
        at = first_from(self.opens, i + 2)
        if at:
            quotation = self.quotations[at - 1]
            if i <= quotation.stop:
                return quotation
        return None

    def paragraphs(self) -> Iterator[Range]:
        """Return the paragraphs, without the breaks between them."""
        start = 0
        for stop in (*self.breaks, len(self.words)):
            if stop > start:
                yield Range(start, stop)
            start = stop + 1

    def sentences(self) -> Iterator[Range]:
        """Return the sentences, end marks included."""
        for start, stop in pairwise((0, *self.edges, len(self.words))):
            if stop > start:
                yield Range(start, stop)

    def sentence(self, i: int) -> Range:
        """Return the sentence that the word at ``i`` is in, end marks included."""
        at = first_from(self.edges, i + 1)
        start = self.edges[at - 1] if at else 0
        return Range(start, self.edges[at] if at < len(self.edges) else len(self.words))

    def _mark_phrases(self) -> None:
        """Give the class of an entry of several words to all of them."""
        words, kinds = self.words, self.kinds
        times: list[int] = []
        last = len(words) - 1
        for i in self._phrases:
            entries = words[i].phrases.get(words[i + 1].folded) if i < last else None
            if entries is None:
                continue
            for following, kind in entries:
                if self._follows(i, following):
                    for j in range(i, i + len(following) + 1):
                        kinds[j] |= kind
                        if kind & k.TIME:
                            times.append(j)
                    if kind & k.AFTERTHOUGHT:
                        insort(self.afterthoughts, i)
                    break
        if times:
            self.times = sorted({*self.times, *times})

    def _follows(self, i: int, following: tuple[str, ...]) -> bool:
        """Whether these words follow the one at ``i``; the first of them is known to."""
        words = self.words
        if len(following) == 1:
            return True
        if i + len(following) >= len(words):
            return False
        return all(words[i + n].folded == word for n, word in enumerate(following, 1))

    def _sites(self) -> list[Site]:
        """Return the cues outside of quotations, in order; of those at one word, the longest."""
        sites: list[Site] = []
        capitals = self.lexicon.capitals
        free, sentence = 0, Range(0, 0)
        for i in self.candidates:
            word = self.words[i]
            form = self.form(i) if word.forms else word.form
            if i < free or form is None or self.quotation(i) is not None:
                continue
            form = cues.as_used(word, self.kinds, i, form, capitals=capitals)
            if form is None:
                continue
            if not form.opens or self.opens_clause(i, i + form.length):
                free = i + form.length
                if i >= sentence.stop:
                    sentence = self.sentence(i)
                elif sites and cues.belongs(self.kinds, i, form, sites[-1].stop, sites[-1].form):
                    continue
                sites.append(Site(i, free, form, sentence))
        return sites

    def opens_clause(self, start: int, stop: int) -> bool:
        """Whether a word at this place opens a clause, or stands right before what is said."""
        kinds = self.kinds
        if start == 0 or kinds[start] & k.PROCLITIC or kinds[start - 1] & _CLAUSE_BEFORE:
            return True
        if self.words[start - 1].facts & k.MONTH:
            return True
        return stop < len(kinds) and bool(kinds[stop] & _CONTENT_AFTER)

    def form(self, i: int) -> Form | None:
        """Return the longest cue that begins at ``i``, where one of several words may."""
        word = self.words[i]
        if i + 1 < len(self.words):
            found = word.forms.get(self.words[i + 1].folded)
            for following, form in found or ():
                if self._follows(i, following):
                    return form
        return word.form
