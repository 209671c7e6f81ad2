"""The command line: arguments and settings in, parts wired together and run, a status out.

The only place that knows every part. A command is a module with ``add``, which declares its
arguments, and ``execute``, which does the work and returns the exit status (``status``). It is
imported when it is asked for, and so are the wiring of Kafka and that of feeds: clients and
charts take longer to load than many a run.
Faults of the user's are told one a line on standard error, without a traceback; with one,
it is a bug of ours.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Sequence

from worker import __version__
from worker.cli import status
from worker.errors import StoppedError, UnavailableError, UsageError

COMMANDS = "run enrich show report explain tail feeds watch topics dlq config schema".split()
"""Modules here, in the order of the help."""

_EPILOG = """\
qala COMMAND --help shows a command with an example.

exit status:
  0  done                      3    a source or a sink gave up
  1  some records rejected     70   a bug of qala
  2  wrong usage or settings   130  interrupted
"""


_BUG = (
    "qala: this is a bug of qala; please report it with the lines above. "
    "What was not committed is read again next time."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` names and return its exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    arguments = parser(words[:1]).parse_args(words)
    try:
        code: int = arguments.execute(arguments)
        sys.stdout.flush()
    except UsageError as fault:
        return _tell(fault, status.USAGE)
    except (StoppedError, UnavailableError) as fault:
        return _tell(fault, status.GAVE_UP)
    except KeyboardInterrupt:
        return status.INTERRUPTED
    except BrokenPipeError:
        return _die_of_broken_pipe()
    except Exception:  # noqa: BLE001 - whatever it is, status 1 would tell of bad records
        return _tell_bug()
    return code


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Make the parser of the command that ``words`` begin with; of all where there is none."""
    whole = argparse.ArgumentParser(
        prog="qala",
        description="Finds who said what in news articles, Arabic first.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"qala {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in [name for name in COMMANDS if name in words] or COMMANDS:
        importlib.import_module(f"{__name__}.{name}").add(commands)
    return whole


def _tell(fault: Exception, code: int) -> int:
    for line in str(fault).splitlines():
        print(f"qala: {line}", file=sys.stderr)  # noqa: T201 - the user's terminal
    return code


def _tell_bug() -> int:
    traceback.print_exc()
    print(_BUG, file=sys.stderr)  # noqa: T201 - the user's terminal
    return status.BUG


def _die_of_broken_pipe() -> int:
    """End as Unix tools do whose reader has gone: by SIGPIPE, in silence."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGPIPE)
    return 128 + signal.SIGPIPE
