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
    | k.MARK
    | k.TRANSITION
    | k.AUXILIARY
    | k.NEGATION
    | k.SUBORDINATOR
    | k.COORDINATOR
)

_NO_BEGINNING: Final = k.MARK & ~(k.QUOTATION_MARK | k.BREAK | k.OPENING_BRACKET)
_CONTENT_AFTER: Final = k.OPENS_CLAUSE | k.QUOTATION_MARK | k.COLON
_NO_PREPOSITION: Final = (
    k.AUXILIARY | k.ADVERB | k.SUBORDINATOR | k.COORDINATOR | k.NAME | k.AFTERTHOUGHT
)
_CUES: Final = k.CUE | k.CUE_OPENING


STRIDE: Final = 8
"""Words between two places that are kept: all would be a number to make for each word."""
LONGEST_SENTENCE: Final = 400
"""Words after which a sentence ends, wherever it is: claims run to the end of theirs."""
REACH_OF_CHANNEL: Final = 5
"""Words between a verb and the noun for the way it was said."""
LONGEST_DATELINE: Final = 16
"""Words and marks of a dateline."""


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
        self.words: list[Word] = []
        self.kinds: list[int] = []
        self._strides: list[int] = []
        """Where every word stands whose index is a multiple of ``STRIDE``."""
        self.breaks: list[int] = []
        self.times: list[int] = []
        self.afterthoughts: list[int] = []
        self._marks: list[int] = []
        self._cues: list[int] = []
        self._phrases: list[int] = []
        self._read(text.replace("\n\n", f" {PARAGRAPH_BREAK} ").split(" "))
        self._mark_phrases()
        self.quotations: list[Quotation] = quotations(self.words, self.kinds, self._marks)
        self.opens = [q.start for q in self.quotations]
        self.edges = self._sentence_edges()
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
            self._marks.append(i)
            if kind & k.BREAK:
                self.breaks.append(i)
            return
        if kind & _CUES:
            self._cues.append(i)
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

    def _sentence_edges(self) -> list[int]:
        """Return the index after the last mark of each sentence."""
        kinds, marks = self.kinds, self._marks
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
            capitals = self.lexicon.capitals
            if capitals and words[end].text[:1].islower():
                return None
            ended = capitals and words[i].text == "."
            if inside is not None and not ended and self._cue_near(end):
                return None
        return end

    def _dateline(self, start: int, dashes: list[int]) -> int | None:
        """Return the end of ``CAIRO, May 4 (Agency) -`` where a paragraph begins so."""
        at = first_from(dashes, start)
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

    def _sites(self) -> list[Site]:
        """Return the cues outside of quotations, in order; of those at one word, the longest."""
        sites: list[Site] = []
        free, sentence = 0, Range(0, 0)
        for i in self._cues:
            word = self.words[i]
            form = self._form(i) if word.forms else word.form
            if i < free or form is None or self.quotation(i) is not None:
                continue
            if form.part == "finite" and self._nominal(i):
                continue
            if not form.opens or self._opens_clause(i, i + form.length):
                free = i + form.length
                if i >= sentence.stop:
                    sentence = self.sentence(i)
                elif sites and self._is_channel(i, form, sites[-1]):
                    continue
                sites.append(Site(i, free, form, sentence))
        return sites

    def _nominal(self, i: int) -> bool:
        """Whether what may be a verb is a noun here: the claims, Ford's reports, out of fear."""
        before = self.kinds[i - 1] if i else 0
        if before & (k.ARTICLE | k.POSSESSIVE):
            return not before & (k.PRONOUN & ~k.DETERMINER | k.RELATIVE | k.AUXILIARY)
        return bool(before & k.PREPOSITION) and not before & _NO_PREPOSITION

    def _is_channel(self, i: int, form: Form, last: Site) -> bool:
        """Whether a noun of speech only tells how the verb before it was said: in a statement."""
        if form.part != "noun" or not self.kinds[i] & k.CHANNEL or last.form.part != "finite":
            return False
        between = self.kinds[last.stop : i]
        return len(between) <= REACH_OF_CHANNEL and any(kind & k.PREPOSITION for kind in between)

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
