"""A title or a text, as the rules see it: words, their classes, sentences, quotations, cues.

White space is what ``normalise`` leaves: single spaces, and a blank line between paragraphs.
Everything is addressed by the index of a word; ``offsets`` turns a range of words into code
points. Making a prose takes time in proportion to its length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, chain, compress, count, pairwise
from operator import attrgetter

from msgspec import Struct

from worker.enrich import cues
from worker.enrich import kinds as k
from worker.enrich.lexicon import PARAGRAPH_BREAK, Lexicon, Word
from worker.enrich.quotations import Quotation, quotations
from worker.enrich.table import Form

_kinds = attrgetter("kinds")
_width = attrgetter("width")
_landmarks = attrgetter("landmarks")
_MARKS = k.STOP | k.BREAK | k.DASH | k.QUOTATION_MARK
_CLAUSE_BEFORE = (
    k.AS
    | k.ADVERB
    | k.TIME
    | k.MONTH
    | k.NUMBER
    | k.MARK
    | k.TRANSITION
    | k.AUXILIARY
    | k.NEGATION
    | k.SUBORDINATOR
    | k.COORDINATOR
)

_NO_BEGINNING = k.MARK & ~(k.QUOTATION_MARK | k.BREAK | k.OPENING_BRACKET)
_CONTENT_AFTER = k.OPENS_CLAUSE | k.QUOTATION_MARK | k.COLON
_CUES = k.CUE | k.CUE_OPENING


LONGEST_SENTENCE = 400
"""Words after which a sentence ends, wherever it is: claims run to the end of theirs."""
LONGEST_DATELINE = 16
"""Words and marks of a dateline."""


class Range(Struct, frozen=True, gc=False):
    """Words from ``start`` up to ``stop``, which is left out."""

    start: int
    stop: int


class Site(Struct, frozen=True, gc=False):
    """A place where a cue stands."""

    start: int
    stop: int
    form: Form
    sentence: Range


class Prose:
    """One field of an article, read. Its lists run in parallel, one element a word."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.beside: Prose | None = None
        """The text, for a title: names are told in full there."""
        chunks = text.replace("\n\n", f" {PARAGRAPH_BREAK} ").split(" ")
        words: list[Word] = list(chain.from_iterable(map(lexicon.__getitem__, chunks)))
        self.words = words
        self.starts = list(accumulate(map(_width, words), initial=0))
        self.kinds = kinds = list(map(_kinds, words))
        places = list(compress(count(), map(_landmarks, words)))
        phrases = self._mark_phrases([i for i in places if kinds[i] & k.PHRASE])
        marks = [i for i in places if kinds[i] & _MARKS]
        self.breaks = [i for i in marks if kinds[i] & k.BREAK]
        self.quotations: list[Quotation] = quotations(words, kinds, marks)
        self.opens = [q.start for q in self.quotations]
        self.edges = self._sentence_edges(marks)
        self.sites = self._sites([i for i in places if kinds[i] & _CUES])
        others = [i for i in places if kinds[i] & (k.AFTERTHOUGHT | k.TIME)]
        self.afterthoughts = [i for i in others if kinds[i] & k.AFTERTHOUGHT]
        times = [i for i in others if kinds[i] & k.TIME]
        self.times = sorted({*times, *phrases}) if phrases else times

    def offsets(self, words: Range) -> tuple[int, int]:
        """Return start and end, in code points, of a range of words without its last space."""
        stop = words.stop
        return self.starts[words.start], self.starts[stop] - self.words[stop - 1].spaced

    def said(self, words: Range) -> str:
        """Return the words of a range as the text has them."""
        start, end = self.offsets(words)
        return self.text[start:end]

    def quotation(self, i: int) -> Quotation | None:
        """Return the quotation that the word or mark at ``i`` is in, marks included."""
        at = bisect_right(self.opens, i + 1)
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
        at = bisect_right(self.edges, i)
        start = self.edges[at - 1] if at else 0
        return Range(start, self.edges[at] if at < len(self.edges) else len(self.words))

    def _mark_phrases(self, places: list[int]) -> list[int]:
        """Give the class of an entry of several words to all of them; return those of time."""
        words, kinds = self.words, self.kinds
        times: list[int] = []
        last = len(words) - 1
        for i in places:
            if i < last and (entries := words[i].phrases.get(words[i + 1].folded)):
                for following, kind in entries:
                    if self._follows(i, following):
                        entry = range(i, i + len(following) + 1)
                        for j in entry:
                            kinds[j] |= kind
                        if kind & k.TIME:
                            times += entry
                        break
        return times

    def _follows(self, i: int, following: tuple[str, ...]) -> bool:
        """Whether these words follow the one at ``i``; the first of them is known to."""
        words = self.words
        if len(following) == 1:
            return True
        if i + len(following) >= len(words):
            return False
        return all(words[i + n].folded == word for n, word in enumerate(following, 1))

    def _sentence_edges(self, marks: list[int]) -> list[int]:
        """Return the index after the last mark of each sentence."""
        kinds = self.kinds
        dashes = [i for i in marks if kinds[i] & k.DASH]
        edges: list[int] = []
        if dashes and (dateline := self._dateline(0, dashes)):
            edges.append(dateline)
        for i in marks:
            kind = kinds[i]
            if kind & k.BREAK:
                edges.append(i + 1)
                if dashes and (dateline := self._dateline(i + 1, dashes)):
                    edges.append(dateline)
            elif kind & k.STOP and (end := self._sentence_end(i)):
                edges.append(end)
        return _bounded(edges, len(self.words))

    def _sentence_end(self, i: int) -> int | None:
        """Return the end of the sentence that ends with the stop at ``i``, if it does."""
        kinds, words = self.kinds, self.words
        inside = self.quotation(i)
        end = i + 1
        if inside is not None:
            if end != inside.stop:
                return None
            end += inside.closed
        if end < len(words):
            if not words[end - 1].spaced and not kinds[end] & k.BREAK:
                return None
            if kinds[end] & _NO_BEGINNING:
                return None
            capitals = self.lexicon.pack.script.capitals
            if capitals and words[end].text[:1].islower():
                return None
            ended = capitals and words[i].text == "."
            if inside is not None and not ended and self._cue_near(end):
                return None
        return end

    def _dateline(self, start: int, dashes: list[int]) -> int | None:
        """Return the end of ``CAIRO, May 4 (Agency) -`` where a paragraph begins so."""
        at = bisect_left(dashes, start)
        if at == len(dashes) or dashes[at] >= start + LONGEST_DATELINE:
            return None
        kinds = self.kinds
        told = False
        for i in range(start, min(start + LONGEST_DATELINE, len(kinds))):
            kind = kinds[i]
            if kind & k.DASH:
                end = i + 1
                while end < len(kinds) and kinds[end] & (k.DASH | k.COLON):
                    end += 1
                return end if told else None
            if kind & (k.BREAK | k.CUE | k.QUOTATION_MARK | k.STOP):
                return None
            told = told or bool(kind & (k.PLACE | k.OUTLET | k.NUMBER | k.OPENING_BRACKET))
        return None

    def _cue_near(self, i: int) -> bool:
        """Whether a cue for the quotation that has just ended begins at ``i``."""
        return any(
            self.kinds[j] & k.CUE and not self.kinds[j] & k.PROCLITIC
            for j in range(i, min(i + 4, len(self.kinds)))
        )

    def _sites(self, places: list[int]) -> list[Site]:
        """Return the cues outside of quotations, in order; of those at one word, the longest."""
        sites: list[Site] = []
        capitals = self.lexicon.pack.script.capitals
        free, sentence = 0, Range(0, 0)
        for i in places:
            word = self.words[i]
            form = self._form(i) if word.forms else word.form
            if i < free or form is None or self.quotation(i) is not None:
                continue
            form = cues.as_used(word, self.kinds, i, form, capitals=capitals)
            if form is None:
                continue
            if not form.opens or self._opens_clause(i, i + form.length):
                free = i + form.length
                if i >= sentence.stop:
                    sentence = self.sentence(i)
                elif sites and cues.belongs(self.kinds, i, form, sites[-1].stop, sites[-1].form):
                    continue
                sites.append(Site(i, free, form, sentence))
        return sites

    def _opens_clause(self, start: int, stop: int) -> bool:
        """Whether a word at this place opens a clause, or stands right before what is said."""
        kinds = self.kinds
        if start == 0 or kinds[start] & k.PROCLITIC or kinds[start - 1] & _CLAUSE_BEFORE:
            return True
        return stop < len(kinds) and bool(kinds[stop] & _CONTENT_AFTER)

    def _form(self, i: int) -> Form | None:
        """Return the longest cue that begins at ``i``, where one of several words may."""
        word = self.words[i]
        if i + 1 < len(self.words):
            found = word.forms.get(self.words[i + 1].folded)
            for following, form in found or ():
                if self._follows(i, following):
                    return form
        return word.form


def _bounded(edges: list[int], stop: int) -> list[int]:
    """Cut sentences that are too long."""
    if all(b - a <= LONGEST_SENTENCE for a, b in pairwise((0, *edges, stop))):
        return edges
    cut: list[int] = []
    for start, end in pairwise((0, *edges, stop)):
        cut += range(start + LONGEST_SENTENCE, end, LONGEST_SENTENCE)
        cut.append(end)
    return cut
