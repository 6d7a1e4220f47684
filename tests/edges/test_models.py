"""Only the published models are accepted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tpvision.edges.models import MODELS, check_model
from tpvision.errors import ModelError

BROUGHT = Path(__file__).resolve().parents[2] / "models"
LITE = "pose_landmarker_lite.task"


@pytest.mark.parametrize("name", MODELS)
def test_the_models_brought_along_are_the_published_ones(name: str) -> None:
    assert check_model(name, BROUGHT) == BROUGHT / name


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is missing; install tpvision again"):
        check_model(LITE, tmp_path)


@pytest.mark.parametrize("size_bytes", [0, 1000, MODELS[LITE][0] - 1])
def test_a_cut_off_model_is_told(tmp_path: Path, size_bytes: int) -> None:
    (tmp_path / LITE).write_bytes((BROUGHT / LITE).read_bytes()[:size_bytes])
    with pytest.raises(ModelError, match=rf"is cut off \({size_bytes} of 5777746 bytes\)"):
        check_model(LITE, tmp_path)


@pytest.mark.parametrize("flaw", ["changed", "longer"])
def test_another_content_is_told(tmp_path: Path, flaw: str) -> None:
    content = bytearray((BROUGHT / LITE).read_bytes())
    if flaw == "changed":
        content[3_000_000] ^= 1
    else:
        content += b"x"
    (tmp_path / LITE).write_bytes(content)
    with pytest.raises(ModelError, match="is not the published one"):
        check_model(LITE, tmp_path)


def test_an_unreadable_model_is_told(tmp_path: Path) -> None:
    (tmp_path / LITE).mkdir()
    with pytest.raises(ModelError, match="cannot be read"):
        check_model(LITE, tmp_path)


def test_the_readme_states_the_same_hashes() -> None:
    text = (BROUGHT / "README.md").read_text(encoding="utf-8")
    for name, (size_bytes, sha256) in MODELS.items():
        assert f"| {name} | {size_bytes:,} | {sha256} |" in text


def test_the_readme_states_the_hash_of_the_model_that_hears() -> None:
    text = (BROUGHT / "README.md").read_text(encoding="utf-8")
    content = (BROUGHT / "speech_embedding.onnx").read_bytes()
    assert f"{len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}" in text
