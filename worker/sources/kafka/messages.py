"""A message → ``Record``. Headers ``qala-…`` say what an ingesting worker knew of it."""

from __future__ import annotations

from typing import Any, Final, get_args

from worker.article import Envelope, Fault, Form, Record

_FORMS: Final[frozenset[Form]] = frozenset(get_args(Form))


def record_of(message: Any, *, most: int) -> Record:  # noqa: ANN401 - the client has no types
    """Make a record of a message; one over ``most`` bytes is only to be rejected."""
    envelope = Envelope(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=max(message.timestamp or 0, 0),
        key=message.key,
        headers=[(name, value or b"") for name, value in message.headers],
    )
    body = message.value or b""
    place = f"{message.topic}:{message.partition}:{message.offset}"
    told = envelope.header("qala-form")
    return Record(
        form=_form(told),
        body=body,
        place=place,
        source_id=envelope.header("qala-source-id") or "",
        feed=envelope.header("qala-feed"),
        fault=_too_large(len(body), most),
        envelope=envelope,
    )


def _form(told: str | None) -> Form:
    for form in _FORMS:
        if form == told:
            return form
    return "json"


def _too_large(size: int, most: int) -> Fault | None:
    if size <= most:
        return None
    message = f"the record has {size:,} bytes; source.max_record_bytes is {most:,}"
    return Fault(reason="too-large", message=message)
