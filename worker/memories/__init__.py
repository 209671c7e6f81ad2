"""Where what is known of articles is kept: ``copies.Known`` ↔ wire. One module a memory.

    run     nowhere: a run begins with nothing known
    sqlite  a database of its own, beside the sink's

Each keeps the contract of ``ports.Memory`` and turns its driver's errors into ours at its edge.
"""
