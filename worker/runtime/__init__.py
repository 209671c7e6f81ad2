"""What keeps the worker running: the delivery loop, and those who watch it.

    loop        reads, processes, writes, flushes, commits; tells its observers
    retry       how long to wait after a failure, or to give up: a pure decision
    budget      CPU time that one record may cost
    stop        the wish to stop, from a signal
    happenings  what observers are told
    metrics, logs, health   the observers

It knows sources, sinks and the pipeline only by their ports.
"""
