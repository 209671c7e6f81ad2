"""Bytes of a feed document → its entries: what all sources that read feeds share.

One module a format. It opens no file and no connection.
"""
