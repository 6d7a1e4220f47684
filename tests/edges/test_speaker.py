"""The speaker, on dummy audio devices: one that takes sound in real time, and one that writes it to a file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from tests.edges.camera.reading import until
from tpvision.edges.speaker import Speaker
from tpvision.edges.speaker.clips import RATE_HZ, SOUNDING, Clips
from tpvision.settings import SoundSettings
from tpvision.values import Cue, CueKind, Urgency

SOUNDS = Path(__file__).parents[2] / "sounds"
SENTENCE = "Step away. Put the ball 12 cm higher."
Make = Callable[..., Speaker]


def cue(kind: CueKind, key: str = "on_spot", urgency: Urgency = Urgency.TURN) -> Cue:
    return Cue(0.0, kind, key, (), urgency)


def play(speaker: Speaker, *kinds: CueKind, sentence: str = "Paused.") -> None:
    for kind in kinds:
        speaker.play(cue(kind), sentence)
    speaker.settle()


def playing_now() -> list[pygame.mixer.Sound]:
    """Return what the device plays, and what follows without a pause."""
    channels = [pygame.mixer.Channel(index) for index in (0, 1)]
    found = [sound for each in channels for sound in (each.get_sound(), each.get_queue())]
    return [sound for sound in found if sound is not None]


def samples(*sounds: pygame.mixer.Sound | None) -> NDArray[np.int16]:
    """Return sounds that follow each other."""
    return np.concatenate([np.frombuffer(sound.get_raw(), "<i2") for sound in sounds if sound is not None])


@pytest.fixture(autouse=True)
def _dummy_device(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    pygame.mixer.quit()
    yield
    pygame.mixer.quit()


@pytest.fixture
def make() -> Iterator[Make]:
    """Make speakers; they are closed in the end."""
    made = []

    def speaker(settings: SoundSettings | None = None, folder: Path = SOUNDS, language: str = "en", **more) -> Speaker:
        made.append(Speaker(settings or SoundSettings(), folder, language, time.monotonic, **more))
        return made[-1]

    yield speaker
    for each in made:
        each.close()


def test_every_tone_plays_and_nothing_is_wrong(make: Make) -> None:
    speaker = make()
    assert speaker.status is None
    for kind in SOUNDING:
        speaker.mute(True)
        speaker.mute(False)
        speaker.settle()
        before = speaker.latency_s
        play(speaker, kind)
        assert speaker.latency_s != before


def test_every_kind_is_either_sounding_or_only_said_on_purpose() -> None:
    assert set(SOUNDING) | {CueKind.INFO, CueKind.GUIDE} == set(CueKind)
    assert {path.stem for path in SOUNDS.glob("*.wav")} == {kind.value for kind in SOUNDING}


@pytest.mark.parametrize(
    ("say", "kind", "tone", "sentence"),
    [
        ("both", CueKind.BEGIN, CueKind.BEGIN, SENTENCE),
        ("tones", CueKind.BEGIN, CueKind.BEGIN, None),
        ("voice", CueKind.BEGIN, None, SENTENCE),
        ("both", CueKind.GUIDE, None, SENTENCE),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_tone_comes_first_and_then_the_sentence(
    make: Make, say: str, kind: CueKind, tone: CueKind | None, sentence: str | None, language: str
) -> None:
    written = {"en": SENTENCE, "de": "Löse dich. Leg den Ball 12 cm höher."}[language]
    speaker, clips = make(SoundSettings(say=say), language=language), Clips(SOUNDS, language)
    expected = [clips.tone(tone)] * bool(tone) + [*clips.sentence(written, bool(tone))] * bool(sentence)
    assert None not in expected
    play(speaker, kind, sentence=written)
    heard = playing_now()
    assert len(heard) == len(expected)
    for is_heard, meant in zip(heard, expected, strict=True):
        np.testing.assert_array_equal(samples(is_heard), samples(meant))


@pytest.mark.parametrize("kind", [CueKind.INFO, CueKind.GUIDE])
def test_what_has_no_tone_is_silent_where_only_tones_are_wanted(make: Make, kind: CueKind) -> None:
    speaker = make(SoundSettings(say="tones"))
    play(speaker, kind)
    assert speaker.playing is None


def test_a_tick_is_only_heard_where_tones_are(make: Make) -> None:
    speaker = make(SoundSettings(say="voice"))
    play(speaker, CueKind.TICK)
    assert speaker.playing is None


def test_what_waits_follows(make: Make) -> None:
    speaker = make(SoundSettings(say="tones"))
    speaker.play(cue(CueKind.BEGIN), "")
    speaker.play(cue(CueKind.DRIFT, urgency=Urgency.NEWS), "")
    speaker.settle()
    assert speaker.playing is CueKind.BEGIN
    until(lambda: speaker.playing is CueKind.DRIFT)
    until(lambda: speaker.playing is None)


def test_an_urgent_cue_cuts_a_lesser_one_short_at_once(make: Make) -> None:
    speaker = make()
    play(speaker, CueKind.BEGIN)
    speaker.play(cue(CueKind.WARN, urgency=Urgency.ALARM), "Paused.")
    speaker.settle()
    assert speaker.playing is CueKind.WARN


def test_an_unknown_sentence_leaves_the_tone(make: Make) -> None:
    speaker = make()
    play(speaker, CueKind.GUIDE, sentence="Put the ball 4711 cm higher.")
    assert speaker.playing is None
    play(speaker, CueKind.END, sentence="Step away. Put the ball 4711 cm higher.")
    assert speaker.playing is CueKind.END
    (sound,) = playing_now()
    np.testing.assert_array_equal(samples(sound), samples(Clips(SOUNDS, "en").tone(CueKind.END)))


def test_muting_silences_at_once_and_unmuting_is_heard_again(make: Make) -> None:
    speaker = make()
    play(speaker, CueKind.BEGIN, CueKind.READY)
    speaker.mute(True)
    speaker.settle()
    assert speaker.playing is None
    until(lambda: not pygame.mixer.get_busy())
    play(speaker, CueKind.STOP)
    assert speaker.playing is None
    speaker.mute(False)
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP


@pytest.mark.parametrize(("asked", "got"), [(0.25, 0.25), (0.0, 0.0), (-1.0, 0.0), (7.0, 1.0)])
def test_volume(make: Make, asked: float, got: float) -> None:
    speaker = make()
    play(speaker, CueKind.BEGIN)
    speaker.set_volume(asked)
    speaker.settle()
    assert [sound.get_volume() for sound in playing_now()] == pytest.approx([got, got], abs=0.01)


def test_the_settings_volume_holds_from_the_start(make: Make) -> None:
    play(make(SoundSettings(volume=0.5)), CueKind.BEGIN)
    assert [sound.get_volume() for sound in playing_now()] == pytest.approx([0.5, 0.5], abs=0.01)


def test_sound_off_opens_no_device_until_it_is_wanted(make: Make) -> None:
    speaker = make(SoundSettings(on=False))
    assert speaker.muted
    play(speaker, CueKind.STOP)
    assert pygame.mixer.get_init() is None
    assert speaker.status is None
    speaker.mute(False)
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP


def test_no_device_is_silent_and_shown_until_there_is_one(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no such driver")
    speaker = make()
    assert speaker.status is not None
    assert speaker.status.startswith("No sound: ")
    play(speaker, CueKind.STOP)
    speaker.set_volume(0.5)
    assert speaker.playing is None
    speaker.mute(True)
    assert speaker.status is None
    speaker.mute(False)
    speaker.settle()
    assert speaker.status is not None
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker.mute(False)
    speaker.settle()
    assert speaker.status is None
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP


def test_it_follows_when_devices_come_and_go(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    there = ["loudspeaker"]
    speaker = make(devices=lambda: tuple(there))
    assert speaker.status is None
    monkeypatch.setenv("SDL_AUDIODRIVER", "no such driver")
    there.clear()
    until(lambda: speaker.status is not None)
    play(speaker, CueKind.STOP)
    assert speaker.playing is None
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    there.append("headphones")
    until(lambda: speaker.status is None)
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP


def test_a_device_that_comes_is_noticed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system is there without a device, as a computer before the headphones are plugged in."""
    there: list[str] = []
    monkeypatch.setenv("SDL_AUDIODRIVER", "no such driver")
    speaker = make(devices=lambda: tuple(there))
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    there.append("headphones")
    until(lambda: speaker.status is None)
    play(speaker, CueKind.BEGIN)
    assert speaker.playing is CueKind.BEGIN


def test_whatever_goes_wrong_the_session_goes_on(make: Make) -> None:
    def devices() -> tuple[str, ...]:
        if opened:
            raise OSError("the bus is on fire")
        return ("loudspeaker",)

    opened: list[Speaker] = []
    opened.append(make(devices=devices))
    until(lambda: opened[0].status is not None)
    play(opened[0], CueKind.STOP)
    assert opened[0].playing is CueKind.STOP


def test_missing_and_broken_files_are_named_and_the_rest_plays(make: Make, tmp_path: Path) -> None:
    for kind in SOUNDING:
        shutil.copy(SOUNDS / f"{kind.value}.wav", tmp_path)
    (tmp_path / "warn.wav").unlink()
    (tmp_path / "end.wav").write_bytes(b"")
    speaker = make(folder=tmp_path)
    assert speaker.status is not None
    assert "end.wav, warn.wav, en/" in speaker.status
    play(speaker, CueKind.WARN)
    assert speaker.playing is None
    play(speaker, CueKind.STOP)
    assert speaker.playing is CueKind.STOP


def test_a_missing_folder_is_one_sentence(make: Make, tmp_path: Path) -> None:
    speaker = make(folder=tmp_path / "nowhere")
    assert speaker.status is not None
    assert "nowhere" in speaker.status
    play(speaker, *CueKind)


def test_a_mixer_closed_by_somebody_else_does_no_harm(make: Make) -> None:
    speaker = make()
    play(speaker, CueKind.BEGIN, CueKind.READY)
    pygame.quit()
    play(speaker, CueKind.STOP)
    speaker.set_volume(0.1)
    speaker.mute(True)
    speaker.settle()
    assert speaker.playing is None


def test_a_closed_speaker_is_silent(make: Make) -> None:
    speaker = make()
    speaker.close()
    speaker.play(cue(CueKind.STOP), "Paused.")
    assert speaker.playing is None
    assert speaker.status is None
    speaker.close()


def test_what_comes_out_is_what_was_meant(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The device is a file: in it are the tone, the pause and the sentence, sample by sample."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "out.raw"))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    speaker = make(SoundSettings(volume=1.0))
    play(speaker, CueKind.READY, sentence=SENTENCE)
    until(lambda: speaker.playing is None)
    speaker.close()
    out = np.frombuffer((tmp_path / "out.raw").read_bytes(), "<i2")
    pygame.mixer.init(RATE_HZ, -16, 1)
    clips = Clips(SOUNDS, "en")
    tone, sentence = samples(clips.tone(CueKind.READY)), samples(*clips.sentence(SENTENCE))
    first = int(np.flatnonzero(out)[0]) - int(np.flatnonzero(tone)[0])
    np.testing.assert_allclose(out[first : first + len(tone)], tone, atol=1)
    after = first + len(tone)
    start = after + int(np.flatnonzero(out[after:])[0]) - int(np.flatnonzero(sentence)[0])
    # The pause, and what was left of the piece that the mixer had in hand.
    assert 0 <= start - after - 0.1 * RATE_HZ <= 512
    np.testing.assert_allclose(out[start : start + len(sentence)], sentence, atol=1)
    assert not out[start + len(sentence) :].any()


def test_who_is_cut_short_does_not_come_back(make: Make) -> None:
    speaker = make()
    play(speaker, CueKind.BEGIN)
    speaker.play(cue(CueKind.WARN, "no_go", Urgency.ALARM), "Put the ball 4711 cm higher.")
    speaker.settle()
    until(lambda: speaker.playing is None)
    until(lambda: not pygame.mixer.get_busy())
    assert playing_now() == []
