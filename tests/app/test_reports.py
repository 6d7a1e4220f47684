"""The report: every number in every view agrees with the raw rows of the history, counted a second time here."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.counted import OF_ME, Tables, again, raw
from tests.history import session as session_of
from tests.make_history import make
from tpvision import cli
from tpvision.app import history, reports
from tpvision.app.menu.afterwards import lasted
from tpvision.app.menu.past import NEWEST, Detail, History, Month
from tpvision.app.menu.turns import Desk
from tpvision.app.reports import lines
from tpvision.app.reports.rows import COLUMNS, rows_of
from tpvision.app.reports.said import Said
from tpvision.edges import folders
from tpvision.edges.report import html
from tpvision.edges.store import Store
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.words import Words
from tpvision.settings import Settings
from tpvision.values import Hold, PastSession, Side

TODAY = "2026-11-22"
SESSIONS = 40
GERMAN = dataclasses.replace(Settings(), screen=dataclasses.replace(Settings().screen, language="de"))


@dataclasses.dataclass(frozen=True)
class Kept:
    """A history, and what was read and made of it."""

    home: Path
    sessions: list[PastSession]
    page: str


@pytest.fixture(scope="module")
def kept_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Make a history of somebody, with a spot that was found again, and one session of somebody else."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TPVISION_HOME", str(home))
        patch.setenv("TZ", "UTC")
        make(home / "history.sqlite3", SESSIONS, holds=4, seconds=180)
        with Store.open(home / "history.sqlite3") as store:
            store.add_profile("Other")
            number = store.begin_session("2026-11-21T10:00:00+00:00", "camera 0", "", "", "Other")
            store.add_hold(number, Hold("rhomboid_middle", None, 0.0, 999.0, 999.0, 999.0, None, "goal", *[None] * 4))
            spot = next(iter(store.spots("me")))
            began = store.begin_session("2026-11-21T21:00:00+00:00", "film <b>\x1b[31m", "", "", "me")
            side = Side.RIGHT if spot.spot.u > 0 else Side.LEFT
            for start_s, off_cm in ((5.0, 1.0), (35.0, 2.0), (65.0, 4.0)):
                at = (off_cm + spot.spot.u * 0.74 * 0.29 * 178, spot.spot.v * 0.91 * 0.29 * 178, 1.0, 1.0)
                zone = f"my-{spot.number}"
                store.add_hold(began, Hold(zone, side, start_s, start_s + 20.0, 20.0, 30.0, 1.0, "moved", *at))
        sessions = history.past_sessions(None, None, "me")
        yield Kept(home, sessions, html(reports.page(sessions, "me", Settings(), TODAY)))


@pytest.fixture
def kept(kept_once: Kept, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TPVISION_HOME", str(kept_once.home))
    monkeypatch.setenv("TZ", "UTC")
    return kept_once.home


@pytest.fixture
def sessions(kept_once: Kept) -> list[PastSession]:
    return kept_once.sessions


@pytest.fixture
def page(kept_once: Kept) -> str:
    return kept_once.page


def test_the_sums_are_those_of_the_rows(kept: Path, sessions: list[PastSession], page: str) -> None:
    ((holds, reached, held_s),) = raw(kept, f"SELECT count(*), sum(holds.ended_by = 'goal'), sum(held_s) {OF_ME}")
    assert (holds, len(sessions)) == (4 * SESSIONS + 3, SESSIONS + 1)
    tiles = re.findall(r"<b>(.*?)</b><span>(.*?)</span>", page)
    minutes = f"{held_s / 60:.1f}"
    assert tiles == [
        (str(len(sessions)), "sessions"),
        (str(holds), "holds"),
        (str(reached), "holds to the goal"),
        (minutes, "minutes held"),
    ]
    last_line = lines_of(sessions)[-1]
    assert last_line == f"In all: {len(sessions)} sessions, {holds} holds, {reached} to the goal, {minutes} min held."


def lines_of(sessions: list[PastSession]) -> list[str]:
    full = lines.in_full(sessions)
    past = reports.gathered(sessions, "me", 170.0, TODAY, lambda session: session.number in full)
    return [*lines.lines_of(past, reports.words_of(Settings()), short=False)]


def test_weeks_and_months_are_those_of_the_rows(kept: Path, sessions: list[PastSession], page: str) -> None:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for started, count, reached, held_s in raw(
        kept,
        f"SELECT started_utc, count(*), sum(holds.ended_by = 'goal'), sum(held_s) {OF_ME} GROUP BY session_id",
    ):
        day = datetime.date.fromisoformat(started[:10])
        monday = datetime.date.fromisocalendar(*day.isocalendar()[:2], 1)
        for key in (f"{monday:%B} {monday.day}, {monday.year}", f"{day:%B %Y}", monday.isoformat(), f"{day:%Y-%m}"):
            sums[key] = [a + b for a, b in zip(sums[key], (1, count, reached, held_s), strict=True)]
    found = Tables(page).found
    weeks, months = found["Minutes held in each week"][1:], found["Month by month"][1:]
    assert sum(int(row[1]) for row in weeks) == sum(int(row[1]) for row in months) == len(sessions)
    for name, *cells in (*weeks, *months):
        amounts = sums[name]
        assert cells == [*(f"{amount:.0f}" for amount in amounts[:3]), f"{amounts[3] / 60:.1f}"]
    bars = re.findall(
        r"^  (\S+) +\[.*\] (\d+) sessions?, (\d+) holds, (\d+) to the goal, ([\d.]+) min",
        "\n".join(lines_of(sessions)),
        re.MULTILINE,
    )
    assert len(bars) > 5
    for name, *cells in bars:
        amounts = sums[name]
        assert cells == [*(f"{amount:.0f}" for amount in amounts[:3]), f"{amounts[3] / 60:.1f}"]
    (this,) = [line for line in lines_of(sessions) if line.startswith("This week:")]
    assert f" {sums['2026-11-16'][0]:.0f} sessions, " in this


def test_this_week_is_beside_the_last(kept: Path, page: str) -> None:
    rows = Tables(page).found["Minutes held in each week, own"]
    for (name, count, *_), since in zip(rows[1:], ("2026-11-16", "2026-11-09"), strict=True):
        (found,) = raw(
            kept,
            "SELECT count(*) FROM sessions WHERE profile = 'me' AND started_utc >= "
            f"'{since}' AND started_utc < date('{since}', '+7 days')",
        )
        assert (name, int(count)) == ("This week" if since.endswith("16") else "Last week", found[0])


def test_areas_pauses_and_reasons_are_those_of_the_rows(kept: Path, page: str) -> None:
    words = Said(Words.load("en"), {entry.key: entry.name for entry in Catalog.load().entries})
    zones = raw(kept, f"SELECT holds.zone, holds.side, count(*), sum(held_s) {OF_ME} GROUP BY 1, 2")
    expected = {
        (words.zone(zone, side and Side(side)), str(count), f"{held_s / 60:.1f}") for zone, side, count, held_s in zones
    }
    found = Tables(page).found
    assert {(row[0], row[2], row[4]) for row in found["Time by area"][1:]} == expected
    early = raw(
        kept,
        f"SELECT holds.ended_by, count(*), sum(goal_s - held_s) {OF_ME} AND holds.ended_by != 'goal' GROUP BY 1",
    )
    assert {tuple(row) for row in found["Holds that ended before their goal"][1:]} == {
        (words.ended(key), str(count), f"{missing_s / 60:.1f}") for key, count, missing_s in early
    }
    pauses = raw(
        kept,
        "SELECT reason, count(*), sum(pauses.end_s - pauses.start_s) FROM pauses JOIN holds ON holds.id = hold_id "
        "JOIN sessions ON sessions.id = session_id WHERE profile = 'me' GROUP BY 1",
    )
    assert {tuple(row) for row in found["Why holds paused"][1:]} == {
        (words.pause(key), str(count), f"{took_s / 60:.1f}") for key, count, took_s in pauses
    }


def test_how_each_hold_went_is_the_same_as_csv_as_json_and_on_the_page(
    kept: Path, sessions: list[PastSession], page: str
) -> None:
    expected = again(kept)
    assert sum(one["steadiness_cm"] is not None for one in expected.values()) > 4 * SESSIONS - 10
    assert sum(bool(one["paused_s"]) for one in expected.values()) > 10
    past = reports.all_judged(sessions, "me", Settings())
    rows = list(csv.DictReader(io.StringIO(rows_of(past, as_csv=True))))
    tables = json.loads(rows_of(past, as_csv=False))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(table["holds"]) for table in tables) == len(expected)
    for table in tables:
        for hold in table["holds"]:
            row = rows.pop(0)
            assert (int(row["session"]), float(row["start_s"])) == (table["number"], hold["start_s"])
            for name, value in expected[table["number"], hold["start_s"]].items():
                assert hold[name] == pytest.approx(value) if value is not None else hold[name] is None
                assert row[name] == ("" if value is None else str(hold[name]))
    newest = [session for session in sessions if session.source == "camera 0"][-1]
    of_newest = [one for (number, _), one in expected.items() if number == newest.number]
    titles = [title for title in Tables(page).found if "camera 0" in title]
    cells = [row[3:7] for row in Tables(page).found[titles[0]][1:]]
    names = ("paused_s", "steadiness_cm", "distance_cm", "sure_cm")
    assert cells == [[f"{one[name]:.1f}" for name in names] for one in of_newest]


def test_spreads_tenderness_and_own_spots_are_those_of_the_rows(kept: Path, page: str) -> None:
    found = Tables(page).found
    expected = again(kept)
    weeks: dict[str, list[float]] = defaultdict(list)
    for session, started in raw(kept, "SELECT id, started_utc FROM sessions WHERE profile = 'me'"):
        day = datetime.date.fromisoformat(started[:10])
        monday = datetime.date.fromisocalendar(*day.isocalendar()[:2], 1)
        steady = [one["steadiness_cm"] for (number, _), one in expected.items() if number == session]
        weeks[f"{monday:%B} {monday.day}, {monday.year}"] += [value for value in steady if value is not None]
    rows = found["How steady you held"][1:]
    assert len(rows) == len(weeks)
    for name, *cells in rows:
        assert cells == [f"{value:.1f}" for value in statistics.quantiles(weeks[name], n=4, method="inclusive")]
    told = raw(
        kept,
        "SELECT before, after FROM tenderness JOIN sessions ON sessions.id = session_id "
        "WHERE profile = 'me' AND before IS NOT NULL AND after IS NOT NULL",
    )
    befores, afters = zip(*told, strict=True)
    middle = f"{statistics.median(befores):.1f} before, {statistics.median(afters):.1f} after"
    assert f"{len(told)} answers so far; in the middle {middle}." in page
    ((first, *_),) = raw(kept, "SELECT min(id) FROM spots")
    spot = next(
        row
        for row in found[
            "Where your spots are, own" if "Where your spots are, own" in found else "Where your spots are"
        ]
        if row[0] == f"My spot {first}"
    )
    assert (spot[2], spot[4], spot[5]) == ("3", "2.0", "1.5 - 3.0")


@pytest.mark.parametrize("units", ["cm", "inch"])
def test_the_window_says_the_same(kept: Path, units: str) -> None:
    screen = dataclasses.replace(Settings().screen, units=units)
    desk = Desk.open(dataclasses.replace(Settings(), screen=screen))
    sums = "count(DISTINCT sessions.id), count(held_s), coalesce(sum(holds.ended_by = 'goal'), 0), sum(held_s)"
    joined = "FROM sessions LEFT JOIN holds ON sessions.id = session_id WHERE profile = 'me'"
    rows = {row.key: (row.detail, row.value) for row in History().page(desk).choices}
    months = raw(kept, f"SELECT substr(started_utc, 1, 7), {sums} {joined} GROUP BY 1")
    assert len(months) > 1
    for month, count, holds, reached, held_s in months:
        words = desk.say("sums", sessions=desk.say("sessions", count=count), reached=str(reached), holds=str(holds))
        assert rows[f"month {month}"] == (words, lasted(held_s))
        assert Month(month).page(desk).lines == (words,)
    newest = raw(kept, f"SELECT sessions.id, {sums} {joined} GROUP BY 1 ORDER BY 1 DESC LIMIT {NEWEST}")
    scale, unit = (2.54, "in") if units == "inch" else (1.0, "cm")
    expected = again(kept)
    judged = 0
    for number, _, holds, reached, held_s in newest:
        words = desk.say("goals", reached=str(reached), holds=str(holds))
        assert rows[f"session {number}"] == (words, lasted(held_s))
        bars = [row for row in Detail(number).page(desk).choices if row.bar is not None]
        of_session = [one for (session, _), one in sorted(expected.items()) if session == number]
        for bar, one in zip(bars, of_session, strict=True):
            lengths = (one[key] for key in ("distance_cm", "steadiness_cm", "sure_cm"))
            cells = [
                f"{value / scale:.{2 if units == 'inch' else 1}f} {unit}" for value in lengths if value is not None
            ]
            assert re.findall(r"[\d.]+ (?:cm|in)\b", bar.detail) == cells
            judged += len(cells)
    assert judged > 3 * NEWEST


@pytest.mark.usefixtures("kept")
def test_lengths_are_in_inches_where_they_are_asked_for(sessions: list[PastSession]) -> None:
    screen = dataclasses.replace(Settings().screen, units="inch")
    inches = html(reports.page(sessions, "me", dataclasses.replace(Settings(), screen=screen), TODAY))
    metric = html(reports.page(sessions, "me", Settings(), TODAY))
    steady = "How steady you held"
    (head, *rows), (_, *same) = Tables(inches).found[steady], Tables(metric).found[steady]
    assert rows
    for row, one in zip(rows, same, strict=True):
        assert [float(cell) for cell in row[1:]] == pytest.approx([float(cell) / 2.54 for cell in one[1:]], abs=0.026)
    assert " cm" not in " ".join(cell for table in Tables(inches).found.values() for row in table for cell in row)
    assert head == ["Week from", "Quarter below", "Median", "Quarter above"]
    assert not re.search("[Cc]entimetre|[Zz]entimeter", inches + html(reports.page(sessions, "me", GERMAN, TODAY)))


@pytest.mark.usefixtures("kept")
def test_the_terminal_speaks_the_persons_language(sessions: list[PastSession]) -> None:
    past = reports.for_lines(sessions, "me", GERMAN)
    text = "\n".join(lines.lines_of(past, reports.words_of(GERMAN), short=False))
    names = {entry.name for entry in Catalog.load("de").entries} - {entry.name for entry in Catalog.load().entries}
    assert any(f"  {name}, links" in text for name in names)
    for word in (
        "Sitzungen",
        "Diese Woche",
        "Zeit nach Bereich",
        "neben der Stelle",
        "Insgesamt",
        "vorher",
        "Woche für",
    ):
        assert word in text
    assert not re.search(r"\b(session|hold|week|paused|steady|before|named|area)s?\b", text)


@pytest.mark.usefixtures("kept")
def test_charts_have_the_decimal_mark_of_their_language(sessions: list[PastSession]) -> None:
    for settings, mark in ((Settings(), "."), (GERMAN, ",")):
        numbers = re.findall(r"<text[^>]*>(\d+[.,]\d+)<", html(reports.page(sessions, "me", settings, TODAY)))
        assert numbers
        assert all(mark in number for number in numbers)


@pytest.mark.usefixtures("kept")
def test_both_languages_say_all_of_it(sessions: list[PastSession]) -> None:
    text = html(reports.page(sessions, "<script>alert(1)</script>", GERMAN, TODAY))
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;, " in text
    assert '<html lang="de">' in text
    assert "Woche neben Woche" in text
    names = {entry.name for entry in Catalog.load("de").entries} - {entry.name for entry in Catalog.load().entries}
    assert any(f">{name}, links<" in text for name in names)
    assert "Neben der Stelle" in text


def test_three_years_stay_small_and_recent_sessions_stay_whole(kept: Path, sessions: list[PastSession]) -> None:
    long = [
        dataclasses.replace(session, number=10_000 * year + session.number, started=f"{year}{session.started[4:]}")
        for year in range(2000, 2026)
        for session in sessions
    ]
    assert len(long) > 1000
    text = html(reports.page([*long, *sessions], "me", Settings(), TODAY))
    assert len(text.encode()) < 3 * 2**20
    assert len(lines_of([*long, *sessions])) < 400
    assert len(Tables(text).found["Month by month"]) > 50


def test_an_empty_history_invites(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TPVISION_HOME", str(tmp_path))
    text = html(reports.page([], "me", Settings(), TODAY))
    assert "a fine place to begin" in text
    assert "<svg" in text
    assert "<table" not in text
    assert not folders.history_file().exists()


def test_sessions_in_which_nothing_was_held_have_their_day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TPVISION_HOME", str(tmp_path))
    sessions = [session_of(1, "2026-11-20T21:00:00+00:00"), session_of(2, "2026-11-21T21:00:00+00:00", ended_by=None)]
    made = reports.page(sessions, "me", Settings(), TODAY)
    assert [chart.name for section in made.sections for chart in section.charts] == ["weeks", "back"]
    text = html(made)
    assert "Nothing was held." in text
    assert "It was cut off." in text
    assert lines_of(sessions)[-1] == "In all: 2 sessions, 0 holds, 0 to the goal, 0.0 min held."


@pytest.mark.usefixtures("kept")
class TestCommand:
    """``tpvision review``."""

    def run(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
        with pytest.raises(SystemExit) as end:
            cli.run(["review", *map(str, arguments)])
        assert end.value.code in (0, None)
        return capsys.readouterr().out

    def test_files_are_written_and_named(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        target, charts = tmp_path / "report.html", tmp_path / "charts"
        said = self.run(capsys, "--html", target, "--png", charts, "--last")
        assert f"The report is {target}; a browser opens it." in said
        count = len(list(charts.glob("*.png")))
        assert f"{count} charts are in {charts}" in said
        assert count > 3
        assert target.read_text(encoding="utf-8").count("<svg") == count
        assert {path.name for path in tmp_path.iterdir()} == {"report.html", "charts"}

    def test_one_way_at_a_time(self, tmp_path: Path) -> None:
        assert cli.run(["review", "--json", "--html", str(tmp_path / "a.html")]) == 2
        assert list(tmp_path.iterdir()) == []

    def test_no_name_steers_the_terminal(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = self.run(capsys, "--last")
        assert "\x1b" not in said
        assert "film <b>\\x1b[31m" in said

    def test_another_person_has_another_history(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = self.run(capsys, "--profile", "Other")
        assert "In all: 1 session, 1 hold, 1 to the goal, 16.6 min held." in said
        assert "999" in said
