"""Raw strings → the forms that the rest of qala relies on.

One module a step, in this order:

    markup       HTML → plain text, a paragraph a line
    unicode      one spelling for one word, one kind of white space
    boilerplate  lines that are no part of the article
    language     which pack, if any
    dates        a date in any form → UTC (``calendar`` reads words, ``hijri`` converts)
    urls         one URL for one page
    fingerprint  ids and hashes
    folding      spellings as they are compared, which these and the parts above share

Each is pure and linear in its input, and refuses cheaply: most texts are clean already.
"""
