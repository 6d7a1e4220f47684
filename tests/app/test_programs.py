"""What somebody wants, what they did before and what they answered become the steps of a session."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from tpvision.app import programs
from tpvision.app.clearing import keep_answers
from tpvision.app.programs import Asked, freed, prepared
from tpvision.core.doses import Worked
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.programs import ProgramError
from tpvision.knowledge.screening import Clearance, Screening, Standing
from tpvision.knowledge.words import Words
from tpvision.settings import BallSettings, DoseSettings, ScreenSettings, SessionSettings, Settings
from tpvision.values import Hold, Plan, Side, Spot

SETTINGS = Settings()
CLEAR = Clearance(Standing.CLEAR)
CATALOG = Catalog.load()
TODAY = datetime.datetime.now().astimezone()
OWN = 'name = "Evening"\n[[step]]\nzone = "{zone}"\nside = "left"\nholds = 2\nhold_s = {hold_s}\n'


def held(
    zone: str, side: Side | None = Side.LEFT, days_ago: int = 0, held_s: float = 30.0, profile: str = "me"
) -> None:
    """Put a session with one hold into the history."""
    begun = (TODAY - datetime.timedelta(days=days_ago)).astimezone(datetime.timezone.utc)
    with Store.open(folders.history_file()) as store:
        session = store.begin_session(begun.isoformat(), "camera 0", "", "", profile)
        store.add_hold(session, Hold(zone, side, 0.0, held_s, held_s, 30.0, None, "goal", None, None, None, None))


def spot(u: float, v: float, front: bool = False) -> None:
    """Let the person have named a spot of their own."""
    with Store.open(folders.history_file()) as store:
        session = store.begin_session("2026-01-01T20:00:00+00:00", "camera 0", "", "", "me")
        store.add_spot("me", session, Spot(u, v, 1.0, 1.0, front))


def wanted(program: str, settings: Settings = SETTINGS) -> list[str]:
    return [f"{w.step.zone.key} {w.step.side.value}" for w in programs.wishes(settings, program, Plan())]


def done(
    program: str, settings: Settings = SETTINGS, cleared: Clearance = CLEAR, asked: Asked | None = None
) -> tuple[list[str], list[str]]:
    """Return the spots and holds that are planned, and the keys of the reasons for the rest."""
    wishes = programs.wishes(settings, program, Plan())
    plan, dosed = programs.planned(Plan(), wishes, settings, cleared, asked or Asked(), TODAY.date())
    assert plan.steps == dosed.steps
    steps = [f"{s.zone.key} {s.side.value} {s.holds}x{s.hold_s:g}" for s in plan.steps]
    return steps, [remark.key for remark in (*dosed.left_out, *dosed.lessened)]


def test_without_anything_of_ones_own_there_are_the_four() -> None:
    found, faults = programs.programs(SETTINGS)
    assert [program.key for program in found] == ["desk_shoulders", "upper_back", "lower_back_hips", "quick_reset"]
    assert faults == []


def test_a_first_session_is_short() -> None:
    steps, why = done("upper_back")
    assert steps == ["rhomboid_middle left 2x20", "rhomboid_middle right 2x20"]
    assert why == ["first_spots"] * 2 + ["first_use"] * 2


def test_later_ones_are_whole() -> None:
    for zone in ("rhomboid_middle", "lower_trapezius"):
        for side in Side:
            held(zone, side, days_ago=2)
    assert done("upper_back") == ([f"{z} {s} 2x40" for z in ("rhomboid_middle", "lower_trapezius") for s in LR], [])


LR = ("left", "right")


def test_the_same_day_and_the_next() -> None:
    held("rhomboid_middle", Side.LEFT)
    held("rhomboid_middle", Side.RIGHT, days_ago=1)
    assert done("quick_reset") == ([], ["today", "ask_sore"])
    assert done("quick_reset", asked=Asked(soreness=4)) == ([], ["today", "sore"])
    assert done("quick_reset", asked=Asked(soreness=3)) == (["rhomboid_middle right 2x20"], ["today"])


def test_holds_of_others_and_passing_ones_do_not_count() -> None:
    held("rhomboid_middle", profile="you")
    held("rhomboid_middle", profile="")  # somebody in a film
    held("rhomboid_middle", held_s=6.0)
    assert programs.history("me", None, TODAY.date()) == []
    held("rhomboid_middle", held_s=6.0)
    zone = CATALOG.zone("rhomboid_middle").zone
    assert programs.history("me", None, TODAY.date()) == [Worked(zone, Side.LEFT, 0)]


def test_a_free_session_and_a_spot_that_is_gone_make_it_no_first_session() -> None:
    held("", None, days_ago=3)
    held("my-7", Side.LEFT, days_ago=3)
    assert programs.history("me", None, TODAY.date()) == [Worked(None, None, 3), Worked(None, Side.LEFT, 3)]
    assert len(done("upper_back")[0]) == 4


def test_what_the_answers_leave_out() -> None:
    (hips,) = [region for region in Screening.load().regions if region.key == "hips"]
    held("", None, days_ago=3)
    assert done("lower_back_hips", cleared=Clearance(Standing.CLEAR, (hips,))) == ([], ["skip"] * 4)
    assert "skip" not in done("upper_back", cleared=Clearance(Standing.CLEAR, (hips,)))[1]


def test_gentle_mode() -> None:
    for zone in ("rhomboid_middle", "lower_trapezius"):
        for side in Side:
            held(zone, side, days_ago=2)
    steps, why = done("upper_back", cleared=Clearance(Standing.GENTLE))
    assert {step.split()[-1] for step in steps} == {"2x20"}
    assert why == ["gentle"] * 4
    hard = Settings(ball=BallSettings(hardness=3))
    assert done("upper_back", hard, Clearance(Standing.GENTLE)) == ([], ["soft"] * 4)


@pytest.mark.parametrize(("standing", "stop_level"), [(Standing.GENTLE, 5), (Standing.CLEAR, 7)])
def test_gentle_mode_stops_sooner(standing: Standing, stop_level: int) -> None:
    wanted = programs.wishes(SETTINGS, "upper_back", Plan())
    plan, _ = programs.planned(Plan(), wanted, SETTINGS, Clearance(standing), programs.Asked(False, None), TODAY.date())
    assert plan.stop_level == stop_level


class TestOwn:
    @pytest.fixture
    def folder(self) -> Path:
        return folders.programs_folder()

    def test_a_file_is_a_program(self, folder: Path) -> None:
        (folder / "evening.toml").write_text(OWN.format(zone="piriformis", hold_s=30))
        found, faults = programs.programs(SETTINGS)
        assert (found[-1].key, found[-1].minutes, faults) == ("evening", 2, [])
        assert done("evening")[0] == ["piriformis left 2x20"]

    def test_a_zone_that_asks_for_care_needs_a_yes_each_time(self, folder: Path) -> None:
        (folder / "evening.toml").write_text(OWN.format(zone="quadratus_lumborum", hold_s=30))
        assert done("evening") == ([], ["careful"])
        assert done("evening", asked=Asked(consent=True))[0] == ["quadratus_lumborum left 2x20"]

    def test_faults_are_told_and_the_others_are_there(self, folder: Path) -> None:
        (folder / "evening.toml").write_text(OWN.format(zone="multifidi", hold_s=10))
        (folder / "morning.toml").write_text(OWN.format(zone="piriformis", hold_s=30))
        (folder / "quick_reset.toml").write_text(OWN.format(zone="piriformis", hold_s=30))
        found, faults = programs.programs(SETTINGS)
        assert [program.key for program in found][4:] == ["morning"]
        assert [fault.split(":")[0] for fault in faults] == ["evening.toml", "evening.toml", "quick_reset.toml"]
        with pytest.raises(ProgramError, match=r"'multifidi' can be read about.* 'hold_s' must lie between"):
            wanted("evening")
        assert len(wanted("quick_reset")) == 2

    def test_one_that_takes_too_long(self, folder: Path) -> None:
        step = '[[step]]\nzone = "{zone}"\nside = "left"\nholds = 3\nhold_s = 90\n'
        zones = ("piriformis", "rhomboid_middle", "infraspinatus_centre")
        (folder / "long.toml").write_text('name = "Long"\n' + "".join(step.format(zone=zone) for zone in zones))
        _, faults = programs.programs(SETTINGS)
        assert faults == ["long.toml: it takes about 19 minutes; 15 are the most."]

    def test_one_that_is_not_there(self) -> None:
        with pytest.raises(InputError, match="no program 'evening'; 'tpvision programs' lists all"):
            wanted("evening")
        with pytest.raises(InputError, match="You have no own spots yet"):
            wanted("my_spots")

    def test_own_spots(self, folder: Path) -> None:
        spot(0.18, 0.05)
        spot(-0.35, 0.04)
        assert wanted("my_spots") == ["my-2 left", "my-1 right"]
        found, _ = programs.programs(SETTINGS)
        assert (found[-1].key, found[-1].minutes) == ("my_spots", 5)
        (folder / "evening.toml").write_text('name = "E"\n[[step]]\nzone = "my-1"\nholds = 2\nhold_s = 30\n')
        assert wanted("evening") == ["my-1 right"]
        held("rhomboid_middle", Side.RIGHT)  # the same spot by another name
        assert done("evening") == ([], ["today"])

    @pytest.mark.parametrize(
        ("place", "key"),
        [
            ((0.2, 0.45), "off"),  # over a kidney
            ((0.24, 0.65), "careful"),  # above the rim of the pelvis
            ((0.37, 0.07, True), "careful"),  # the chest
            ((0.18, 0.05), None),
        ],
    )
    def test_an_own_spot_is_as_careful_as_the_area_it_lies_in(
        self, place: tuple[float, float], key: str | None
    ) -> None:
        spot(*place)
        steps, why = done("my_spots")
        assert (len(steps), why) == ((0, [key]) if key else (1, ["first_use"]))


class TestPrepared:
    def told(self, program: str | None, live: bool = True, settings: Settings = SETTINGS, zone: str = "") -> list[str]:
        said: list[str] = []
        plan = Plan(zone=CATALOG.zone(zone).zone, side=Side.LEFT) if zone else Plan()
        self.plan = prepared(plan, program, settings, Asked(), live, said.append)
        return said

    def test_a_program_and_what_is_left_out(self) -> None:
        said = self.told("upper_back")
        assert len(self.plan.steps) == 2
        assert said[0] == "Lower trapezius, left: 2 spots are enough for a first session."
        assert len(said) == 4
        german = self.told("upper_back", settings=Settings(screen=ScreenSettings(language="de")))
        assert german[0].endswith(", links: 2 Stellen sind genug für eine erste Sitzung.")

    def test_one_area(self) -> None:
        self.told(None, zone="piriformis")
        (step,) = self.plan.steps
        assert (step.zone.key, step.side, step.holds, step.hold_s) == ("piriformis", Side.LEFT, 2, 20.0)
        held("piriformis")
        with pytest.raises(InputError, match="Piriformis, left: you held on it today, so not again today"):
            self.told(None, zone="piriformis")

    def test_a_free_session_stays_free(self) -> None:
        assert self.told(None) == []
        assert self.plan == Plan()

    def test_a_free_session_has_the_limits_of_a_first_one(self) -> None:
        assert freed(Plan(), SETTINGS, CLEAR)[1] == replace(
            SETTINGS, session=SessionSettings(hold_s=20.0), dose=DoseSettings(spots=2)
        )
        held("rhomboid_middle", days_ago=5)
        assert freed(Plan(), SETTINGS, CLEAR) == (Plan(), SETTINGS)

    def test_a_free_session_goes_gently_and_keeps_off_what_the_answers_leave_out(self) -> None:
        held("rhomboid_middle", days_ago=5)
        regions = tuple(region for region in Screening.load().regions if region.key in ("between_blades", "ribs"))
        plan, settings = freed(Plan(), SETTINGS, Clearance(Standing.GENTLE, regions))
        assert (plan.stop_level, settings.session.hold_s, settings.dose.spots) == (5, 20.0, 4)
        assert any(area.u_from <= 0.18 <= area.u_to and area.v_from <= 0.05 <= area.v_to for area in plan.no_go)
        hard = Settings(ball=BallSettings(hardness=3))
        with pytest.raises(InputError, match="only with a soft ball"):
            freed(Plan(), hard, Clearance(Standing.GENTLE))
        assert freed(Plan(), hard, CLEAR) == (Plan(), hard)

    def test_a_film_is_of_somebody_else(self) -> None:
        held("rhomboid_middle")
        keep_answers("me", {"chest": True})
        assert self.told("upper_back", live=False) == []
        assert [step.hold_s for step in self.plan.steps] == [40.0] * 4
        self.told(None, live=False, zone="piriformis")
        assert (self.plan.steps, self.plan.side) == ((), Side.LEFT)

    def test_answers_that_forbid_a_session(self) -> None:
        keep_answers("me", {"chest": True})
        for program in ("upper_back", None):
            with pytest.raises(InputError, match="call for help now"):
                self.told(program)

    def test_a_damaged_history_means_the_doses_of_a_first_session(self) -> None:
        folders.history_file().write_text("no history")
        self.told("upper_back")
        assert [step.hold_s for step in self.plan.steps] == [20.0, 20.0]

    def test_stricter_settings_hold(self) -> None:
        self.told("upper_back", settings=Settings(dose=DoseSettings(first_spots=1, first_hold_s=15.0)))
        assert [step.hold_s for step in self.plan.steps] == [15.0]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_remark_is_a_sentence(language: str) -> None:
    spot(0.2, 0.45)
    wishes = programs.wishes(SETTINGS, "my_spots", Plan())
    _, dosed = programs.planned(Plan(), wishes, SETTINGS, CLEAR, Asked(), TODAY.date())
    (sentence,) = programs.sentences(dosed.left_out, Words.load(language))
    assert sentence.startswith("My spot 1")
    assert sentence.endswith(".")


def test_a_remark_names_its_zone_in_the_language_of_the_settings() -> None:
    german = Settings(screen=ScreenSettings(language="de"))
    spot(0.2, 0.45)
    wishes = programs.wishes(german, "my_spots", Plan())
    _, dosed = programs.planned(Plan(), wishes, german, CLEAR, Asked(), TODAY.date())
    assert programs.sentences(dosed.left_out, Words.load("de")) == [
        "Meine Stelle 1: darüber kannst du lesen, aber es ist nichts für einen Ball."
    ]
    held("rhomboid_middle")
    wishes = programs.wishes(german, None, Plan(zone=CATALOG.zone("rhomboid_middle").zone, side=Side.LEFT))
    _, dosed = programs.planned(Plan(), wishes, german, CLEAR, Asked(), TODAY.date())
    assert programs.sentences(dosed.left_out, Words.load("de")) == [
        "Rautenmuskeln, Mitte, links: heute schon gehalten, also heute nicht noch einmal."
    ]
