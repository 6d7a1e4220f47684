"""What a report is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tpvision.app.plans import own_zones
from tpvision.core.review import Judged, judged, scale_cm
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.knowledge.catalog import Catalog
from tpvision.values import PastSession, PastSpot, Vector, Zone


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known of a person's sessions."""

    profile: str
    today: str
    """ISO 8601 date."""
    sessions: tuple[PastSession, ...]
    """The oldest first."""
    judged: dict[int, tuple[Judged, ...]]
    """How the holds of each session that is told in full went, by its number."""
    spots: tuple[PastSpot, ...]
    zones: dict[str, Zone]
    """By their keys, with the person's own."""
    scale_cm: Vector
    """Of one ``u`` and one ``v``."""

    @property
    def holds(self) -> list[Judged]:
        """All holds that were judged, the oldest first."""
        return [one for session in self.sessions for one in self.judged.get(session.number, ())]

    def is_front(self, zone: str) -> bool:
        """Say whether a zone lies on the front of the body."""
        return zone in self.zones and self.zones[zone].facing_wall


def gathered(
    sessions: Iterable[PastSession],
    profile: str,
    height_cm: float,
    today: str,
    sampled: Callable[[PastSession], bool],
    told: Callable[[PastSession], bool] = lambda session: True,
) -> Past:
    """Judge the holds of a person's sessions.

    Parameters
    ----------
    sessions
        What was read of the history, or a part of it.
    today
        ISO 8601 date.
    sampled
        Of which sessions the samples are read, to tell how steady their holds were.
    told
        Of which sessions the holds are judged.

    Raises
    ------
    StoreError, OutputError
        The history cannot be read.
    """
    sessions = tuple(sorted(sessions, key=lambda session: session.started))
    zones = {entry.key: entry.zone for entry in Catalog.load().entries}
    if not sessions:
        return Past(profile, today, (), {}, (), zones, scale_cm(None, height_cm))
    zones |= {key: zone for key, (zone, _) in own_zones(profile).items()}
    with Store.open(folders.history_file()) as store:
        spots, scale = tuple(store.spots(profile)), scale_cm(store.calibration(profile), height_cm)
        found = {
            each.number: judged(each, store.trail(each.number) if sampled(each) else (), zones, spots, scale)
            for each in sessions
            if told(each)
        }
    return Past(profile, today, sessions, found, spots, zones, scale)
