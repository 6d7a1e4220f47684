"""Fuzzing: each door that a user's file, a camera or a hand reaches, opened with bytes that were never meant for it.

``doors`` and ``lived`` hold the doors, ``test_fuzz`` opens them with few random bytes and with every case that was
ever found (``cases``), and ``python -m tests.fuzz NAME --minutes M`` with as many as there is time for.
"""
