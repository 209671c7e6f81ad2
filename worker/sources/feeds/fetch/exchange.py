"""How far one request has come: what an Answer is made of, whenever it ends."""

from __future__ import annotations

from io import BytesIO

import httpcore
import httpx

from worker.sources.feeds.answer import Answer, Failure, Hop
from worker.sources.feeds.domains import domain_of


class Exchange:
    """Grows with each hop, each head and each piece of the body."""

    def __init__(self, origin: httpx.URL) -> None:
        self.url = origin.copy_with(userinfo=b"")
        self.visited = {self.url}
        self.waits = False
        """For the turn of ``url``."""
        self._domains = {domain_of(str(self.url))}
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = BytesIO()
        self.wire_bytes = 0
        self._hops: list[Hop] = []
        self._failure: Failure | None = None
        self._message = ""

    @property
    def host(self) -> str:
        """For messages; with the port where it is unusual."""
        return self.url.netloc.decode("ascii")

    def begin(self, response: httpcore.Response) -> None:
        """Take the head of the response to ``url``; repeated headers are joined."""
        self.status = response.status
        self.headers = {}
        for raw_name, raw_value in response.headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            before = self.headers.get(name)
            self.headers[name] = value if before is None else f"{before}, {value}"

    def hop(self, there: httpx.URL) -> None:
        """Go on to ``there``, which has not answered yet."""
        self._hops.append(Hop(self.status, str(there)))
        self.url = there
        self.visited.add(there)
        self.status = 0
        self.headers = {}

    def in_new_domain(self) -> bool:
        """Whether ``url`` is in a domain that was not asked before on the way; tells it once."""
        domain = domain_of(str(self.url))
        new = domain not in self._domains
        self._domains.add(domain)
        return new

    def fail(self, failure: Failure, message: str) -> None:
        """End early."""
        self._failure, self._message = failure, message

    def answer(self, seconds: float) -> Answer:
        """Return what has come of it."""
        return Answer(
            url=str(self.url),
            status=self.status,
            failure=self._failure,
            message=self._message,
            headers=self.headers,
            body=self.body.getvalue(),
            hops=tuple(self._hops),
            wire_bytes=self.wire_bytes,
            seconds=seconds,
        )
