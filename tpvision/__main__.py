"""The program: ``tpvision`` or ``python -m tpvision``."""

import signal
import sys


def _leave(number: int, _: object) -> None:
    """End by an exception, so that what is open is put in order; a second signal does not disturb that."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command line; a fault that a user can mend becomes one sentence and an exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    from tpvision import cli

    sys.exit(cli.run())


if __name__ == "__main__":
    main()
