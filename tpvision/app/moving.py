"""The history out to files, in from files, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tpvision.app.keeper import trace_name
from tpvision.edges import archive, folders
from tpvision.edges.store import SCHEMA, Session, Store, Taken
from tpvision.errors import InputError, OutputError, StoreError, counted
from tpvision.settings import load
from tpvision.values import Cell, Table

REPORT = "report.html"
"""What the window calls its report, in the data folder."""

BESIDE = ("settings.toml", "programs/*.toml", "traces/*.jsonl.gz")
"""What a data folder has beside the history and goes out and in with it, as plain files."""
STEP = 5000
"""After so many rows it is told how far it is."""

Progress = Callable[[int, "int | None"], None]


@dataclass(frozen=True, slots=True)
class Doomed:
    """What is to be forgotten: one session, one person, or everything."""

    session: int | None = None
    profile: str | None = None

    def told(self) -> str:
        """Return in a sentence what will be gone.

        Raises
        ------
        InputError
            It is not there, or runs still.
        StoreError, OutputError
            The history cannot be read.
        """
        with _history() as store:
            self._over(store)
            all_profiles = store.profiles()
            if self.session is not None:
                found = self.sessions(store)
                if not found:
                    raise InputError(f"There is no session {self.session}; 'tpvision review --day' tells the numbers.")
                (one,) = found
                holds = counted(len(store.holds(one.id)), "hold")
                spots = [spot for each in all_profiles for spot in store.spots(each.name) if spot.session == one.id]
                what = f"session {one.id} of {one.started_utc[:10]} ({one.source}) with {holds}"
                if spots:
                    what += f", the {counted(len(spots), 'own spot')} named in it"
            elif self.profile is not None:
                named = [each for each in all_profiles if each.name == self.profile]
                if not named:
                    raise InputError(f"There is no profile '{self.profile}'; 'tpvision profiles' lists all.")
                sessions = counted(named[0].sessions, "session")
                what = f"'{self.profile}' with {sessions}, own spots, calibration, balls and safety answers"
            else:
                sessions = counted(len(store.sessions()), "session")
                what = f"{sessions} and {counted(len(all_profiles), 'profile')} with all that belongs to them"
        return (
            f"This forgets {what}, their traces, the report in the data folder, and the copies of the history that "
            "were made before it was changed. "
            "It cannot be undone; 'tpvision export FOLDER' keeps a copy first. "
            "Your settings and your own programs stay."
        )

    def forget(self) -> None:
        """Forget it.

        Raises
        ------
        InputError
            A session of it runs still.
        StoreError, OutputError
            The history or a trace cannot be written to.
        """
        with _history() as store:
            self._over(store)
            traces = _traces(store, self)
            if self.session is not None:
                store.forget_session(self.session)
            elif self.profile is not None:
                store.forget_profile(self.profile)
            else:
                store.forget_all()
        for path in (*traces, folders.data_folder() / REPORT):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"{path} cannot be deleted ({error.strerror}); delete it yourself.") from error

    def sessions(self, store: Store) -> list[Session]:
        """Return the sessions that are meant."""
        return [each for each in store.sessions(self.profile) if self.session in (None, each.id)]

    def _over(self, store: Store) -> None:
        for each in self.sessions(store):
            if store.runs(each.id):
                raise InputError(f"Session {each.id} runs still; end it first.")


@dataclass(frozen=True, slots=True)
class Came:
    """What came in with an export."""

    taken: Taken
    files: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """Files that were not read, because others of their names are there."""


def export(folder: Path, progress: Progress = lambda done, total: None) -> int:
    """Write all that is kept into a new folder; return of how many sessions.

    ``progress`` is called with the rows that are written, and with how many there are.

    Raises
    ------
    InputError
        There is no history.
    StoreError, OutputError
        The history cannot be read, or the folder not be written to.
    """
    home = folders.data_folder()
    with _history() as store:
        with closing(store.tables()) as tables:
            files = [(name, home / name) for name in _beside(home)]
            archive.write(folder, SCHEMA, _counted(tables, progress, store.count()), files)
        return len(store.sessions())


def take_in(folder: Path, progress: Progress = lambda done, total: None) -> Came:
    """Read an export back; what is there already stays as it is, in the history and beside it.

    Raises
    ------
    InputError, SettingsError
        It is no export, or is broken; nothing of it is taken in.
    StoreError, OutputError
        The history, or a file beside it, cannot be written.
    """
    home = folders.data_folder()
    schema, tables = archive.read(folder)
    load(folder / folders.settings_file().name)
    with Store.open(folders.history_file()) as store:
        taken = store.take_in(schema, _counted(tables, progress, None))
    came, left = [], []
    for name in _beside(folder):
        try:
            archive.copy(folder / name, home / name)
            came.append(name)
        except FileExistsError:
            if (home / name).read_bytes() != (folder / name).read_bytes():
                left.append(name)
        except OSError as error:
            raise OutputError(f"{home / name} cannot be written ({error.strerror}); copy it yourself.") from error
    return Came(taken, tuple(came), tuple(left))


def _beside(folder: Path) -> list[str]:
    """Return the files that a data folder or an export has beside the history."""
    found = sorted(path for pattern in BESIDE for path in folder.glob(pattern) if path.is_file())
    return [path.relative_to(folder).as_posix() for path in found]


def _counted(tables: Iterable[Table], progress: Progress, total: int | None) -> Iterator[Table]:
    """Yield tables that tell how many of their rows were gone through."""
    done = 0

    def told(rows: Iterable[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
        nonlocal done
        for row in rows:
            done += 1
            if done % STEP == 0:
                progress(done, total)
            yield row

    for table in tables:
        yield Table(table.name, table.columns, told(table.rows))


def _history() -> Store:
    if not folders.history_file().exists():
        raise InputError("There is no history yet.")
    return Store.open(folders.history_file())


def _traces(store: Store, doomed: Doomed) -> list[Path]:
    """Return the traces of what is forgotten."""
    if doomed.session is None and doomed.profile is None:
        return list(folders.traces_folder().glob("*.jsonl.gz"))
    return [folders.traces_folder() / trace_name(each.started_utc) for each in doomed.sessions(store)]
