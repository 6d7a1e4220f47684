"""What the README says can be held against the program."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from tpvision.app.plans import OWN
from tpvision.edges.results import ESTIMATE_COLUMNS
from tpvision.knowledge.catalog import Catalog
from tpvision.settings import Settings, load

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_are_all_there_with_their_defaults(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "settings.toml"
    path.write_text(shown, encoding="utf-8")
    assert load(path) == Settings()
    keys = {field.name for part in dataclasses.fields(Settings()) for field in dataclasses.fields(part.default_factory)}  # type: ignore[arg-type]
    assert keys <= set(re.findall(r"(\w+) =", shown))


def test_the_columns_are_those_that_are_written() -> None:
    assert ", ".join(ESTIMATE_COLUMNS) in " ".join(README.split())


def test_the_files_and_the_zone_that_are_named_exist() -> None:
    named = re.findall(r"\]\(([\w/.]+)\)|`([\w/]+/[\w.]+|\w+\.md)`", README)
    for name in (first or second for first, second in named):
        assert name.startswith(("results/", "traces/")) or (ROOT / name).exists(), name
    zones = [key for key in re.findall(r"--zone ([\w-]+)", README) if not key.startswith(OWN)]
    assert zones
    for zone in zones:
        assert Catalog.load().zone(zone).group != "off"
