"""The shape of a pack's files. Each struct is one file, or one table of one."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from worker.article import Confidence
from worker.event import Stance
from worker.packs.grammar import Grammar
from worker.packs.strict import Form, Forms, Plain, Strict

Content = Literal["clause", "quotation", "bare", "phrase"]


class Cue(Strict, frozen=True, kw_only=True):
    """A word that introduces speech, in all its forms."""

    lemma: Form
    stance: Stance
    takes: list[Content]
    """What may be the claim: ``clause`` (after a complementizer), ``quotation`` (in quotation
    marks), ``bare`` (a clause with no complementizer: "she said it rained") and ``phrase``
    (a noun phrase or an infinitive, right after the cue or after one of ``via``)."""
    carries: Forms = []
    """Words that open the source whose words the subject passes on: *naqala X ʿan Y*."""
    via: Forms = []
    """Words that open a ``phrase``: *ila* for *da'a*, ``for`` for ``call``."""
    direct: bool = False
    """Whether a ``phrase`` may also stand with none of ``via`` before it: "announced the sale"."""
    addressee: bool = False
    """Whether an addressee may stand between cue and claim: "told reporters that"."""
    target: Forms = []
    """Words that open the claim where an object stands before it: ``accused X of …``,
    *ittahama X bi-…*."""
    finite: Forms = []
    """Finite forms, where the language's verbs do not show the subject's gender."""
    masculine: Forms = []
    """Finite forms with a singular masculine subject."""
    feminine: Forms = []
    """Finite forms with a singular feminine subject."""
    plural: Forms = []
    """Finite forms with a plural or dual subject."""
    passive: Forms = []
    """Finite forms that name no source: *dhukira*, "was reported"."""
    participles: Forms = []
    """Forms that go on from the statement before: *mushiran*, ``adding``."""
    nouns: Forms = []
    """Nouns whose owner is the source: *qawluhu*, "his claim that"."""
    sources: Forms = []
    """Prepositions of attribution, whose object is the source: *bi-hasab*, "according to"."""
    asides: Forms = []
    """Words that close a statement of which the speaker is known from before it, with the owner
    in them: "in her words", "as he put it"."""
    opening: Forms = []
    """Those of the forms above that are as often another word: cues only where they open a
    clause, or right before a complementizer or quotation mark."""


class Titles(Strict, frozen=True, kw_only=True):
    """Nouns that name a speaker by what they are."""

    masculine_roles: Forms = []
    feminine_roles: Forms = []
    roles: Forms = []
    """Role nouns of either gender."""
    masculine_honorifics: Forms = []
    feminine_honorifics: Forms = []
    honorifics: Forms = []
    """Forms of address, no part of the role: Mr, *ad-duktur*."""
    media: Forms = []
    """Heads of the names of those who carry news, to whom people speak: channel, newspaper."""
    organisations: Forms
    """Heads of the names of organisations: ministry, *sharika*."""
    groups: Forms
    """People taken together: officials, *khubara'*."""
    unnamed: Forms
    """Sources who are not named: a source, *masdar*."""
    relations: Forms = []
    """Kin and company, named by someone else: wife, lawyer, *walid*."""
    documents: Forms = []
    """Things that speak: report, poll, *taqrir*."""
    attributes: Forms = []
    """Words that follow a role or an organisation and belong to it: nationality, rank, field."""


class Outlet(Strict, frozen=True, kw_only=True):
    """An agency, newspaper or broadcaster."""

    name: Form
    aliases: Forms = []
    kind: Literal["agency", "newspaper", "broadcaster", "site"]


class Month(Strict, frozen=True, kw_only=True):
    """A month's number and its names."""

    number: Annotated[int, Meta(ge=1, le=12)]
    names: Forms
    calendar: Literal["gregorian", "hijri"] = "gregorian"


class Time(Strict, frozen=True, kw_only=True):
    """Words that tell a date, and words that open a phrase of time."""

    weekdays: Annotated[list[Forms], Meta(min_length=7, max_length=7)]
    """Monday first; the forms of each."""
    relative_days: dict[Form, int]
    """Days from the article's date: yesterday = -1."""
    day_words: Forms = []
    """May stand before a weekday and mean nothing: *yawm*, on."""
    parts: Forms = []
    """Parts of a day: morning, *masa'*."""
    before_noon: Forms = []
    """After a time of day on a clock of twelve hours: am, *sabahan*. Without dots."""
    after_noon: Forms = []
    """The same: pm, *masa'an*."""
    past: Forms = []
    """After a weekday, the one before: last, *al-madi*."""
    future: Forms = []
    months: list[Month]
    units: Forms = []
    """Days, weeks, years."""


class Boilerplate(Strict, frozen=True, kw_only=True):
    """Lines of a page that are no part of the article."""

    lines: Forms
    """Whole lines, compared without case and end marks."""
    prefixes: Forms = []
    """Lines that begin so and stand in the head or the tail."""
    cut_after: Forms = []
    """Lines after which everything is boilerplate, where they stand in the tail."""


class Checkworthy(Strict, frozen=True, kw_only=True):
    """Single words that tell a checkable fact from an opinion, a wish or a plan."""

    quantities: Plain
    """Numbers in words, units, words for a share or a count: *milyun*, percent."""
    comparisons: Plain
    """More, less, highest; rising and falling: *irtafaʿa*, fell."""
    past: Plain
    """Verbs of what has happened: *balagha*, was, killed."""
    present: Plain
    """Verbs of what is so: *tabluġu*, has, costs."""
    opinions: Plain
    """Judging, believing, and what ought to be: *yajib*, should."""
    feelings: Plain
    """What only the speaker can know: *ashʿuru*, proud."""
    future: Plain
    """What will be, is planned, wished or feared: *sawfa*, hope."""
    vague: Plain
    """Hedges, assurances, words for all and nothing: *rubbama*, absolutely."""
    personal: Plain = []
    """The first person, where the word is no pronoun of the grammar: *ladayna*, I'm."""
    past_endings: Plain = []
    """Endings of regular past forms: -ed."""
    past_exceptions: Plain = []
    """Endings of words that only end so: indeed."""
    future_beginnings: Plain = []
    """Beginnings of future forms: *sa-* with the letter of the person."""
    future_exceptions: Plain = []
    """Beginnings of words that only begin so."""


class Example(Strict, frozen=True, kw_only=True):
    """A typical sentence with what must be found in it."""

    name: Form
    """A sentence that says what the example shows."""
    text: Form
    title: str = ""
    published_at: str = ""
    claims: list[ExampleClaim]


class ExampleClaim(Strict, frozen=True, kw_only=True):
    """A claim that must be found; only the keys that are given are compared."""

    text: Form
    """The claim's words, spans joined by `` … ``."""
    speaker: str | None = None
    """The speaker's name; an empty string where there must be none."""
    mention: str | None = None
    cue: str | None = None
    lemma: str | None = None
    kind: str | None = None
    stance: str | None = None
    role: str | None = None
    organisation: str | None = None
    speaker_kind: str | None = None
    time: str | None = None
    date: str | None = None
    within: str | None = None
    """The words of the outer claim."""
    evidence: str | None = None


class Script(Strict, frozen=True, kw_only=True):
    """How the language is written."""

    letters: Form
    """Inside of a regular expression's character class: the script's letters."""
    direction: Literal["ltr", "rtl"]
    capitals: bool
    """Whether names begin with a capital letter."""
    fold: dict[Form, str] = {}
    """Letters that are spelt as one another, and what they become for comparison."""
    drop: str = ""
    """Marks that comparison ignores: vowel signs, tatweel."""
    article: str = ""
    """The definite article, where it is a prefix."""
    proclitics: Forms = []
    """Conjunctions joined to the next word, longest first: *wa*, *fa*."""
    possessives: Forms = []
    """Endings of a possessor: 's."""
    abbreviations: Forms = []
    """Words whose full stop does not end a sentence, with the stop: Mr., U.S."""
    prepositions: Forms = []
    """Prepositions joined to the next word: *bi*, *li*."""
    skeleton: dict[Form, str] = {}
    """Letters of the script, and of the Latin one, and their class of consonants, by which a
    name is known in both; a class in capitals is a consonant at the beginning only."""
    object_suffixes: Forms = []
    """Pronouns joined to the end of a verb as its object: *-hu*, *-hā*."""
    plural_endings: Forms = []
    """Endings of plural nouns, which no family name has: *-āt*."""
    oblique: Forms = []
    """Endings of definite nouns that are no subject: *-īn*."""
    accusative: tuple[str, ...] = ()
    """Endings that a text may write of an indefinite noun that is no subject: *-an*."""
    addressee: str = ""
    """The joined preposition that an unknown word more likely begins with than a name: *li*."""


class Pack(Strict, frozen=True, kw_only=True):
    """All that qala knows of one language."""

    language: Form
    name: Form
    version: Form
    word_order: Literal["verb-first", "subject-first"]
    provenance: Form
    confidence: dict[Form, Confidence]
    """For each rule, by its name in ``evidence``, the share of its claims that are right."""
    script: Script
    cues: list[Cue]
    grammar: Grammar
    titles: Titles
    outlets: list[Outlet]
    time: Time
    boilerplate: Boilerplate
    checkworthy: Checkworthy
    names: frozenset[str]
    places: frozenset[str]
    examples: list[Example]
