"""The speaker, on a dummy audio device that takes sound in real time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from tpvision.edges.speaker import SOUNDING, Speaker
from tpvision.settings import SoundSettings
from tpvision.values import Cue, CueKind

SOUNDS = Path(__file__).parents[2] / "sounds"


def cue(kind: CueKind) -> Cue:
    return Cue(0.0, kind, "on_spot")


def play(speaker: Speaker, *kinds: CueKind) -> None:
    for kind in kinds:
        speaker.play(cue(kind))


def what_follows(speaker: Speaker, playing: CueKind) -> CueKind | None:
    """Wait, at most 5 s, until something else plays than ``playing``."""
    for _ in range(1000):
        if speaker.playing is not playing:
            return speaker.playing
        pygame.time.wait(5)
    raise AssertionError(f"{playing} never ended")


@pytest.fixture(autouse=True)
def _dummy_device(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    pygame.mixer.quit()
    yield
    pygame.mixer.quit()


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    speaker = Speaker(SoundSettings(), SOUNDS)
    yield speaker
    speaker.close()


def test_every_tone_plays_and_nothing_is_wrong(speaker: Speaker) -> None:
    assert speaker.status is None
    for kind in SOUNDING:
        speaker.mute(True)
        speaker.mute(False)
        play(speaker, kind)
        assert speaker.playing is kind


@pytest.mark.parametrize("kind", [CueKind.INFO, CueKind.GUIDE])
def test_what_is_only_shown_is_silent(speaker: Speaker, kind: CueKind) -> None:
    play(speaker, kind)
    assert speaker.playing is None


def test_every_kind_is_either_sounding_or_silent_on_purpose() -> None:
    assert set(SOUNDING) | {CueKind.INFO, CueKind.GUIDE} == set(CueKind)
    assert {path.stem for path in SOUNDS.glob("*.wav")} == {kind.value for kind in SOUNDING}


@pytest.mark.parametrize(
    ("first", "second", "heard"),
    [
        (CueKind.BEGIN, CueKind.END, CueKind.END),
        (CueKind.BEGIN, CueKind.WARN, CueKind.WARN),
        (CueKind.END, CueKind.WARN, CueKind.WARN),
        (CueKind.END, CueKind.STOP, CueKind.STOP),
        (CueKind.WARN, CueKind.STOP, CueKind.STOP),
        (CueKind.STOP, CueKind.WARN, CueKind.STOP),
        (CueKind.STOP, CueKind.BEGIN, CueKind.STOP),
        (CueKind.END, CueKind.BEGIN, CueKind.END),
        (CueKind.BEGIN, CueKind.READY, CueKind.BEGIN),
    ],
)
def test_only_the_more_urgent_interrupts(speaker: Speaker, first: CueKind, second: CueKind, heard: CueKind) -> None:
    play(speaker, first, second)
    assert speaker.playing is heard


@pytest.mark.parametrize(
    ("kinds", "then"),
    [
        ([CueKind.TICK, CueKind.READY], CueKind.READY),
        ([CueKind.TICK, CueKind.READY, CueKind.DRIFT], CueKind.READY),
        ([CueKind.TICK, CueKind.TICK], None),
        ([CueKind.READY, CueKind.TICK], None),
        ([CueKind.WARN, CueKind.DRIFT, CueKind.END], CueKind.END),
    ],
    ids=["the next waits", "only one waits", "not twice", "a tick never waits", "the more urgent waits instead"],
)
def test_what_waits(speaker: Speaker, kinds: list[CueKind], then: CueKind | None) -> None:
    play(speaker, *kinds)
    assert speaker.playing is kinds[0]
    assert what_follows(speaker, kinds[0]) is then


def test_an_interruption_forgets_what_waited(speaker: Speaker) -> None:
    play(speaker, CueKind.BEGIN, CueKind.READY, CueKind.WARN)
    assert what_follows(speaker, CueKind.WARN) is None


def test_muting_silences_at_once_and_unmuting_is_heard_again(speaker: Speaker) -> None:
    play(speaker, CueKind.BEGIN, CueKind.READY)
    speaker.mute(True)
    assert speaker.playing is None
    play(speaker, CueKind.STOP)
    assert speaker.playing is None
    speaker.mute(False)
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP


@pytest.mark.parametrize(("asked", "got"), [(0.25, 0.25), (0.0, 0.0), (-1.0, 0.0), (7.0, 1.0)])
def test_volume(speaker: Speaker, asked: float, got: float) -> None:
    play(speaker, CueKind.BEGIN)
    speaker.set_volume(asked)
    sound = pygame.mixer.Channel(0).get_sound()
    assert sound.get_volume() == pytest.approx(got, abs=0.01)


def test_the_settings_volume_holds_from_the_start() -> None:
    speaker = Speaker(SoundSettings(volume=0.5), SOUNDS)
    play(speaker, CueKind.BEGIN)
    assert pygame.mixer.Channel(0).get_sound().get_volume() == pytest.approx(0.5, abs=0.01)
    speaker.close()


def test_sound_off_opens_no_device_until_it_is_wanted() -> None:
    speaker = Speaker(SoundSettings(on=False), SOUNDS)
    assert speaker.muted
    assert pygame.mixer.get_init() is None
    play(speaker, CueKind.STOP)
    assert speaker.status is None
    speaker.mute(False)
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP
    speaker.close()


def test_no_device_is_silent_and_shown_until_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no such driver")
    speaker = Speaker(SoundSettings(), SOUNDS)
    assert speaker.status is not None
    assert speaker.status.startswith("No sound: ")
    play(speaker, CueKind.STOP)
    speaker.set_volume(0.5)
    assert speaker.playing is None
    speaker.mute(True)
    assert speaker.status is None
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker.mute(False)
    assert speaker.status is None
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP
    speaker.close()


def test_missing_and_broken_files_are_named_and_the_rest_plays(tmp_path: Path) -> None:
    for kind in SOUNDING:
        shutil.copy(SOUNDS / f"{kind.value}.wav", tmp_path)
    (tmp_path / "warn.wav").unlink()
    (tmp_path / "end.wav").write_bytes(b"")
    speaker = Speaker(SoundSettings(), tmp_path)
    assert speaker.status is not None
    assert "end.wav, warn.wav" in speaker.status
    play(speaker, CueKind.WARN)
    assert speaker.playing is None
    play(speaker, CueKind.TICK)
    assert speaker.playing is CueKind.TICK
    speaker.close()


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    speaker = Speaker(SoundSettings(), tmp_path / "nowhere")
    assert speaker.status is not None
    assert "nowhere" in speaker.status
    play(speaker, *CueKind)
    speaker.close()


def test_a_mixer_closed_by_somebody_else_does_no_harm(speaker: Speaker) -> None:
    play(speaker, CueKind.BEGIN, CueKind.READY)
    pygame.quit()
    play(speaker, CueKind.STOP)
    speaker.set_volume(0.1)
    speaker.mute(True)
    assert speaker.playing is None


def test_a_closed_speaker_is_silent(speaker: Speaker) -> None:
    speaker.close()
    play(speaker, CueKind.STOP)
    assert speaker.playing is None
    assert speaker.status is None
    speaker.close()
