"""The sources: wire → ``Record``. One folder a source, strangers to one another.

Each keeps the contract of ``ports.Source`` and turns its driver's errors into ours at its
edge. Settings are given by the caller; none is read here.
"""
