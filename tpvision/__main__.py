"""The program: ``tpvision`` or ``python -m tpvision``."""

import sys


def main() -> None:
    """Run the command line; a fault that a user can mend becomes one sentence and an exit code."""
    from tpvision import cli

    sys.exit(cli.run())


if __name__ == "__main__":
    main()
