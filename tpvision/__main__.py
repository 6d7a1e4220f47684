"""The program: ``tpvision`` or ``python -m tpvision``."""

import os
import signal
import sys
import threading

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
"""Ctrl-C, an end that is asked for, a log-out."""


def _leave(number: int, _: object) -> None:
    """End by an exception, so that what is open is put in order; a second signal does not disturb that."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def keep_private() -> None:
    """See that what is written is for this user alone, and that a crash leaves no picture of anybody on the disk."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def main() -> None:
    """Run the command line; a fault that a user can mend becomes one sentence and an exit code."""
    for number in ENDING:
        signal.signal(number, _leave)
    keep_private()
    from tpvision import cli

    code = 1
    try:
        code = cli.run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise
    finally:
        if any(thread.name == "landmarker" for thread in threading.enumerate()):
            # The models hang, and Python would wait for them for ever.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
