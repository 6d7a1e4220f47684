"""All doors by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import doors, lived

CASES = Path(__file__).parent / "cases"
"""What was found, in a folder for each door."""


@dataclass(frozen=True)
class Door:
    open: Callable[[bytes], None]
    """Takes any bytes, and raises nothing but ``TpvisionError``."""
    seeds: Callable[[], list[bytes]]
    """What to begin with."""
    tokens: tuple[bytes, ...] = ()
    """What is often put in."""
    longest: int = 4096


NUMBERS = (b"1e999", b"-1e308", b"NaN", b"inf", b"0x" + b"F" * 40, b"9" * 30, b"null", b"true", b"-0", b"1e-320")
STEERS = (b"\x1b[2J", b"\xc2\x9b", b"\xe2\x80\xae", b"\xff\xfe", b"\r", b"\t", b"<script>", b"=1+1", b"'", b'"')
DOORS = {
    "settings": Door(
        doors.settings, lambda: [doors.SETTINGS], (*NUMBERS, *STEERS, b"[[", b"]]", b"{", b"}", b"[person]")
    ),
    "program": Door(
        doors.program, lambda: [doors.PROGRAM], (*NUMBERS, *STEERS, b"[[step]]", b"{", b"}", b"name", b"does")
    ),
    "told": Door(doors.told, lambda: [doors.TOLD], (*NUMBERS, b"[", b"{", b"}", b"]", b'"film"')),
    "trace": Door(doors.trace, lambda: [doors._trace_bytes()], (*NUMBERS, b"[", b"{", b"}", b"]", b"\n"), 16384),
    "trace_gz": Door(doors.trace_gz, lambda: [doors._trace_bytes(), doors._trace_bytes(gz=True)], NUMBERS, 16384),
    "import": Door(doors.taken_in, lambda: [doors._export_bytes()], (*NUMBERS, *STEERS, doors.MARK), 32768),
    "mjpeg": Door(
        doors.mjpeg,
        lambda: [doors._mjpeg_bytes(True), doors._mjpeg_bytes(False)],
        (b"--frame\r\n", b"\r\n\r\n", b"\xff\xd8\xff", b"\xff\xd9", b"Content-Length: ", b"99999999"),
    ),
    "names": Door(doors.names, lambda: [b"J\xc3\xb6rg", b"=cmd|' /C calc'!A0", b"\x1b]0;x\x07"], STEERS, 64),
    "looks": Door(lived.looks, lambda: [lived.story(seed, 120) for seed in range(20)], (), 160),
    "history": Door(lived.history, lambda: [lived.story(seed, 300) for seed in range(5)], STEERS, 600),
    "keys": Door(lived.keys, lambda: [lived.story(seed, 40) for seed in range(10)], (), 60),
}
