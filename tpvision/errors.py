"""What a user can mend, said in one sentence that tells what to do."""

import re
import unicodedata

_LOGIN = re.compile(r"[^\s/:']+:[^\s/]*@|(?<=:/)(/*)[^\s/]*@")
_QUESTION = re.compile(r"(\w\w+:/+[^\s?#]*)[?#]\S*")
_STEERS = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Kinds of characters that steer a terminal or turn its writing round, and halves that cannot be written at all."""


def printable(text: str, keep: str = "") -> str:
    """Return a text from names and files with its control characters, but those to ``keep``, written out."""
    if text.isprintable():
        return text
    steers = (c not in keep and unicodedata.category(c) in _STEERS for c in text)
    return "".join(c.encode("unicode_escape").decode() if s else c for c, s in zip(text, steers, strict=True))


def plain(text: str) -> str:
    """Return a text as it may be shown: ``printable``, and without what tells a password.

    Name and password of an address stand before its host or after the question mark.
    """
    if "@" in text:
        text = _LOGIN.sub(r"\1", text)
    if ":/" in text:
        text = _QUESTION.sub(r"\1", text)
    return printable(text)


def shown(value: object) -> str:
    """Return a value from a file as a sentence may have it: of a long one the beginning."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # Python writes no number of so many digits
        return "a value that is far too large"
    return text if len(text) <= 80 else f"{text[:80]}..."


def counted(number: int, what: str) -> str:
    """Return how many there are of something whose plural has one letter more."""
    return f"{number} {what}{'s' * (number != 1)}"


class TpvisionError(Exception):
    """A fault that a user can mend; its text is shown without a traceback, made ``plain``.

    Attributes
    ----------
    exit_code
        What the command line returns to the shell for this kind of fault.
    """

    exit_code = 1

    def __init__(self, text: str = "") -> None:
        """Take the sentence."""
        super().__init__(plain(text))


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
