"""The feeds source: lists of feeds → records, politely and with nothing missed.

asyncio lives in here and is not seen from outside: ``read`` and ``commit`` are plain calls.
Time comes into every decision as an argument; only ``source`` and ``fetch`` have a clock.
"""
