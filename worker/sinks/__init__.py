"""The sinks: events and dead letters → wire. One module a sink, strangers to one another.

Each keeps the contract of ``ports.Sink`` and turns its driver's errors into ours at its edge.
After an error nothing of what was written since the last flush is kept or left half-written,
so that the caller writes it all again. Settings are given by the caller; none is read here.
"""
