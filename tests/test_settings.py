"""A settings file is read as it stands, or its fault is named."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tpvision.errors import SettingsError
from tpvision.settings import Settings, from_table, load


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == Settings()


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")) == Settings()


def test_what_the_file_says_holds_and_the_rest_stays(tmp_path: Path) -> None:
    text = '[person]\nheight_cm = 181\n[ball]\ncolour = "blue"\n[sound]\non = false\n[camera]\nsource = "cam.mp4"\n'
    settings = load(written(tmp_path, text))
    assert settings.person.height_cm == 181.0
    assert isinstance(settings.person.height_cm, float)
    assert settings.ball.colour == "blue"
    assert settings.ball.diameter_cm == Settings().ball.diameter_cm
    assert not settings.sound.on
    assert settings.camera.source == "cam.mp4"


def test_a_table_of_all_settings_is_read_back() -> None:
    assert from_table(Settings, dataclasses.asdict(Settings())) == Settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("heigth_cm = 180", "'heigth_cm' is no setting; there are: person, ball"),
        ("[person]\nheigth_cm = 180", r"'person\.heigth_cm' is no setting; there are: name, height_cm\."),
        ("person = 180", r"'person' must be a table: \[person\]"),
        ('[person]\nheight_cm = "tall"', r"'person\.height_cm' must be a number, not 'tall'"),
        ('[person]\nname = " "', r"'person\.name' must not be empty"),
        ("[person]\nheight_cm = true", "must be a number, not True"),
        ("[person]\nheight_cm = 18", "must lie between 100 and 230, not 18"),
        ("[person]\nheight_cm = nan", "must lie between 100 and 230, not nan"),
        ("[session]\nhold_s = inf", r"'session\.hold_s' must lie between 5 and 90"),
        ("[camera]\nwidth_px = 640.0", "must be a whole number, not 640.0"),
        ("[camera]\nsource = 0", "must be a text in quotes, not 0"),
        ("[sound]\non = 1", "must be true or false, not 1"),
        ('[ball]\ncolour = "beige"', "must be one of yellow, orange, .*, not 'beige'"),
        ("[person", "is not valid TOML .*; mend or delete it"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"settings\.toml.*{words}"):
        load(written(tmp_path, text))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"cannot be read .*; mend or delete it"):
        load(tmp_path / "settings.toml")


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "settings.toml")


def groups() -> list[tuple[str, str, Any, Any]]:
    """Return (group, key, default, metadata) of every setting."""
    return [
        (group.name, key.name, getattr(getattr(Settings(), group.name), key.name), key.metadata)
        for group in dataclasses.fields(Settings)
        for key in dataclasses.fields(getattr(Settings(), group.name))
    ]


@pytest.mark.parametrize(("group", "key", "default", "metadata"), groups())
def test_each_default_is_allowed_and_each_limit_holds(group: str, key: str, default: Any, metadata: Any) -> None:
    assert from_table(Settings, {group: {key: default}}) == Settings()
    if "range" in metadata:
        low, high = metadata["range"]
        for value in (low - 1, high + 1):
            with pytest.raises(SettingsError, match="must lie between"):
                from_table(Settings, {group: {key: type(default)(value)}})
