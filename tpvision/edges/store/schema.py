"""The tables of the history, as the changes that made them; a unit is in the name of its column."""

from __future__ import annotations

_FIRST = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    started_utc TEXT NOT NULL,
    source TEXT NOT NULL,
    zone TEXT NOT NULL,
    side TEXT NOT NULL,
    ended_by TEXT
);
CREATE TABLE holds (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    zone TEXT NOT NULL,
    side TEXT,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    held_s REAL NOT NULL,
    goal_s REAL NOT NULL,
    in_zone_fraction REAL,
    ended_by TEXT NOT NULL,
    right_cm REAL,
    down_cm REAL,
    sigma_right_cm REAL,
    sigma_down_cm REAL
);
CREATE INDEX holds_of_session ON holds (session_id, start_s);
CREATE TABLE samples (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    t_s REAL NOT NULL,
    phase TEXT NOT NULL,
    right_cm REAL,
    down_cm REAL,
    sigma_right_cm REAL,
    sigma_down_cm REAL,
    in_contact INTEGER NOT NULL
);
CREATE INDEX samples_of_session ON samples (session_id, t_s);
CREATE TABLE profiles (
    name TEXT PRIMARY KEY,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    height_cm REAL NOT NULL,
    torso_of_stature REAL NOT NULL,
    shoulders_of_torso REAL,
    turn_deg REAL NOT NULL,
    roll_deg REAL NOT NULL,
    wall_torso_px REAL,
    quality_cm REAL NOT NULL,
    advice TEXT
);
CREATE TABLE spots (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    u REAL NOT NULL,
    v REAL NOT NULL,
    sigma_right_cm REAL NOT NULL,
    sigma_down_cm REAL NOT NULL,
    front INTEGER NOT NULL
);
"""
_ANSWERS = """
ALTER TABLE sessions ADD COLUMN profile TEXT NOT NULL DEFAULT '';
CREATE TABLE answers (
    profile TEXT NOT NULL,
    answered_utc TEXT NOT NULL,
    question TEXT NOT NULL,
    yes INTEGER NOT NULL,
    PRIMARY KEY (profile, question)
);
CREATE TABLE tenderness (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    zone TEXT NOT NULL,
    side TEXT NOT NULL,
    before INTEGER,
    after INTEGER
);
"""
_BALLS = """
CREATE TABLE balls (
    profile TEXT NOT NULL,
    colour TEXT NOT NULL,
    diameter_cm REAL NOT NULL,
    learned BLOB NOT NULL,
    PRIMARY KEY (profile, colour, diameter_cm)
);
"""
_PAUSES = """
ALTER TABLE profiles RENAME TO calibrations;
ALTER TABLE calibrations RENAME COLUMN name TO profile;
CREATE TABLE profiles (name TEXT PRIMARY KEY NOT NULL);
INSERT INTO profiles
    SELECT profile FROM (
        SELECT profile FROM sessions UNION SELECT profile FROM spots UNION SELECT profile FROM calibrations
        UNION SELECT profile FROM answers UNION SELECT profile FROM balls
    ) WHERE profile != '';
ALTER TABLE sessions ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sessions_of_profile ON sessions (profile, id);
ALTER TABLE samples ADD COLUMN in_zone INTEGER;
CREATE INDEX spots_of_session ON spots (session_id);
CREATE TABLE numbered_holds (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    zone TEXT NOT NULL,
    side TEXT,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    held_s REAL NOT NULL,
    goal_s REAL NOT NULL,
    in_zone_fraction REAL,
    ended_by TEXT NOT NULL,
    right_cm REAL,
    down_cm REAL,
    sigma_right_cm REAL,
    sigma_down_cm REAL
);
INSERT INTO numbered_holds SELECT rowid, * FROM holds;
DROP TABLE holds;
ALTER TABLE numbered_holds RENAME TO holds;
CREATE INDEX holds_of_session ON holds (session_id, start_s);
CREATE TABLE pauses (
    hold_id INTEGER NOT NULL REFERENCES holds (id) ON DELETE CASCADE,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX pauses_of_hold ON pauses (hold_id, start_s);
CREATE TABLE warnings (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    t_s REAL NOT NULL,
    step INTEGER NOT NULL,
    cue TEXT NOT NULL
);
CREATE INDEX warnings_of_session ON warnings (session_id, t_s);
CREATE TABLE answered_tenderness (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    zone TEXT NOT NULL,
    side TEXT NOT NULL,
    before INTEGER,
    after INTEGER,
    PRIMARY KEY (session_id, step)
);
INSERT OR REPLACE INTO answered_tenderness SELECT * FROM tenderness ORDER BY rowid;
DROP TABLE tenderness;
ALTER TABLE answered_tenderness RENAME TO tenderness;
"""
MIGRATIONS = (_FIRST, _ANSWERS, _BALLS, _PAUSES)
"""Each brings the history from its own place in this list, its schema, to the next."""

SCHEMA = len(MIGRATIONS)

PROFILED = (
    *(("profiles", "name"), ("sessions", "profile"), ("spots", "profile")),
    *(("calibrations", "profile"), ("answers", "profile"), ("balls", "profile")),
)
"""Tables with something of a person, and the column with whose it is."""


def migration(number: int) -> str:
    """Return what brings a history of a schema to the next: wholly, or not at all."""
    return f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
