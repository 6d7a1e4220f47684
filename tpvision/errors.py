"""What a user can mend, said in one sentence that tells what to do."""


class TpvisionError(Exception):
    """A fault that a user can mend; its text is shown as it is, without a traceback.

    Attributes
    ----------
    exit_code
        What the command line returns to the shell for this kind of fault.
    """

    exit_code = 1


class InputError(TpvisionError):
    """What was given cannot be used: a film that is no film, a folder without pictures."""

    exit_code = 2


class SettingsError(TpvisionError):
    """The settings file or an option says something that makes no sense."""

    exit_code = 3


class CameraError(TpvisionError):
    """There is no camera, another program has it, or it does not answer."""

    exit_code = 4


class ModelError(TpvisionError):
    """A pose model is missing or is not the one that was published."""

    exit_code = 5


class OutputError(TpvisionError):
    """Something could not be written: no room, no permission, no folder."""

    exit_code = 6


class DisplayError(TpvisionError):
    """No window can be opened here."""

    exit_code = 7


class StoreError(TpvisionError):
    """The history cannot be opened or written."""

    exit_code = 8


class MicrophoneError(TpvisionError):
    """There is no microphone, it may not be used, or it is gone; a session goes on without it."""

    exit_code = 9
