"""One URL for one page.

Rule: only what can't change the page is dropped or rewritten. Scheme and host in lower case,
default ports, credentials and fragments gone, non-ASCII letters percent-encoded, parameters
in order. Parameters go only by names that are known trackers, whole or by an unmistakable
prefix: a pattern as loose as ``ref`` or ``uid`` makes one page of many.

Contract: deterministic; the canonical URL of a canonical URL is itself; None for what is not
an absolute http(s) URL.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit

LONGEST = 4096
"""Characters of a URL; a longer one is none."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PLAIN = re.compile(r"https?://[a-z0-9.-]*[a-z0-9]/[A-Za-z0-9/._~-]*")
_HOST = re.compile(r"[a-z0-9_.-]+|\[[0-9a-f:.]+\]")
_TRACKER = re.compile(
    r"(?:utm|mtm|pk|matomo|piwik|hsa|vero|oly|mkt|itm|at|trk|ns|wt|ga|__twitter|__hs)_.*"
    r"|(?:fb|g|d|tw|y|ys|tt|ir)clid|gclsrc|msclkid|[gw]braid|igshid|igsh|wickedid|li_fat_id"
    r"|mc_[ce]id|_hs(?:enc|mi)|_ga|_gl|_openstat|xtor|ocid|ncid|cmpid|smid|smtyp|traffic_source"
    r"|ref_(?:src|url)|referrer|spm|scid|s_cid|guccounter|guce_referrer(?:_sig)?",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_KEPT = "/!$&'()*+,;=:@%~?"
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")


def canonical(url: str) -> str | None:
    """Return the one form of ``url``; None where it is no absolute http(s) URL."""
    url = url.strip()
    if len(url) > LONGEST:
        return None
    if not url.isascii():
        # Half a character would become a question mark, and open a query.
        url = _SURROGATE.sub("\ufffd", url)
    if _PLAIN.fullmatch(url):
        return url
    try:
        return _rebuilt(urlsplit(url))
    except ValueError:
        return None


def _rebuilt(parts: SplitResult) -> str | None:
    if parts.scheme not in _DEFAULT_PORTS:
        return None
    netloc = _host((parts.hostname or "").rstrip("."))
    if not _HOST.fullmatch(netloc):
        return None
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        netloc = f"{netloc}:{parts.port}"
    query = _query(parts.query)
    return f"{parts.scheme}://{netloc}{_encoded(parts.path) or '/'}{query and '?' + query}"


def _host(host: str) -> str:
    if not host.isascii():
        return host.encode("idna").decode("ascii")
    return f"[{host}]" if ":" in host else host


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _tracks(pair)]
    return _encoded("&".join(sorted(kept)))


def _tracks(pair: str) -> bool:
    return _TRACKER.fullmatch(pair.partition("=")[0]) is not None


def _encoded(part: str) -> str:
    part = quote(_LONE_PERCENT.sub("%25", part), safe=_KEPT, errors="replace")
    return _ESCAPE.sub(lambda escape: escape[0].upper(), part) if "%" in part else part
