"""The people who use this computer, by name."""

from __future__ import annotations

from tpvision.app.history import known, profiles
from tpvision.edges import folders, preferences
from tpvision.edges.store import Store
from tpvision.errors import InputError

LONGEST = 40


def add(name: str) -> None:
    """Note somebody new.

    Raises
    ------
    InputError
        The name cannot be used, or is taken.
    StoreError, OutputError
        The history cannot be written to.
    """
    _free(name)
    with Store.open(folders.history_file()) as store:
        store.add_profile(name)


def use(name: str, present: str) -> None:
    """Let what follows be somebody's: it is written into the settings.

    Raises
    ------
    InputError
        There is no such profile.
    SettingsError, StoreError, OutputError
        The settings cannot be written, or the history not be read.
    """
    _there(name, present)
    preferences.change(folders.settings_file(), {"person.name": name})


def rename(old: str, new: str, present: str) -> None:
    """Give somebody another name, in the settings too if they are the present one.

    Raises
    ------
    InputError
        There is nobody of that name, or the new name cannot be used or is taken.
    SettingsError, StoreError, OutputError
        The settings or the history cannot be written.
    """
    _there(old, present)
    if new.casefold() != old.casefold():
        _free(new)
    with Store.open(folders.history_file()) as store:
        store.rename_profile(old, new)
    if old == present:
        preferences.change(folders.settings_file(), {"person.name": new})


def _there(name: str, present: str) -> None:
    # Who is present is listed before their first session, when nothing is kept of them yet.
    if name != present:
        known(name)


def _free(name: str) -> None:
    if not name or name != name.strip() or not name.isprintable() or len(name) > LONGEST:
        raise InputError(f"A profile's name has 1 to {LONGEST} characters, none of them a blank at an end.")
    if name.casefold() in [profile.name.casefold() for profile in profiles()]:
        raise InputError(f"There is a profile '{name}' already; choose another name.")
