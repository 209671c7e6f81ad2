"""The edges to what sources and sinks share: a driver's errors become ours, in one place each.

files    the file system
sqlite   SQLite: its errors, and how a database of ours is made, known again and opened
"""
