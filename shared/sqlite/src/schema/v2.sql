-- Version 2: documents on their way from the door to their cases. Times are microseconds since 1970.

CREATE TABLE inbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    source     TEXT NOT NULL,
    dedup_key  TEXT NOT NULL UNIQUE,
    document   BLOB NOT NULL,
    arrived_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    -- Takings in all; the newest one is the only one that may say what becomes of the document.
    takes      INTEGER NOT NULL DEFAULT 0,
    -- Takings that nothing came of.
    receives   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX inbox_due ON inbox (due_at, id);

-- Keys of documents that may be gone by now.
CREATE TABLE inbox_seen (
    dedup_key  TEXT PRIMARY KEY,
    seen_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_seen_until ON inbox_seen (seen_until);

-- What the inbox holds, kept beside it so that nobody has to count.
INSERT INTO counters (name, value) VALUES ('inbox_documents', 0), ('inbox_bytes', 0);

-- How far the log of each directory's provider was read.
CREATE TABLE watermarks (
    directory  TEXT PRIMARY KEY,
    read_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
