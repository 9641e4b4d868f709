-- Version 1. Times are microseconds since 1970.

CREATE TABLE cases (
    id          TEXT PRIMARY KEY,
    tenant      TEXT NOT NULL,
    job         TEXT NOT NULL,
    subject     TEXT NOT NULL,
    wanted      TEXT NOT NULL,
    directory   TEXT NOT NULL,
    state       TEXT NOT NULL,
    cause       TEXT,
    version     INTEGER NOT NULL,
    due_at      INTEGER,
    opened_at   INTEGER NOT NULL,
    reopened_at INTEGER,
    changed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_due ON cases (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX cases_changed ON cases (changed_at);

-- The journals. What stands in `record` is the text whose hash the next record carries.
CREATE TABLE records (
    case_id TEXT NOT NULL REFERENCES cases (id),
    seq     INTEGER NOT NULL,
    record  TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE dedup (
    event_id TEXT PRIMARY KEY,
    case_id  TEXT NOT NULL REFERENCES cases (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
    object     TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES cases (id),
    epoch      INTEGER NOT NULL,
    held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- People-harm that was reserved.
CREATE TABLE reservations (
    id          INTEGER PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    people      INTEGER NOT NULL,
    reserved_at INTEGER NOT NULL
) STRICT;
CREATE INDEX reservations_at ON reservations (reserved_at);

-- The kill switch: one row, always there.
CREATE TABLE switch (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    writes TEXT NOT NULL CHECK (writes IN ('enabled', 'paused')),
    set_by TEXT,
    set_at INTEGER
) STRICT;
INSERT INTO switch (id, writes) VALUES (1, 'enabled');

CREATE TABLE dead_letters (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    head         BLOB NOT NULL,
    length_bytes INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    arrived_at   INTEGER NOT NULL,
    kept_bytes   INTEGER NOT NULL
) STRICT;

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('lease_epoch', 0), ('dead_letters_given_way', 0);

-- The requests that were allowed lately, and until when a vendor wants to be left alone.
CREATE TABLE paced (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL,
    allowed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX paced_key ON paced (key, allowed_at);

CREATE TABLE hold_offs (
    key        TEXT PRIMARY KEY,
    held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
