"""Pages to be looked at: values → one HTML document, whole in itself; no I/O.

A page asks for nothing over the network, and its own policy (CSP) forbids it to. Text gets in
through ``htpy`` alone, which escapes it; marked as safe are only the style sheets and scripts
of this folder. It can be read in light and dark, on a phone, on paper and without JavaScript.

    page       the shell that every page has
    links      addresses from outside, where one may follow them
    colours    colours of speakers that the colour-blind can tell apart
"""

from __future__ import annotations
