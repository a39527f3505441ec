-- The status events and their delivery (docs/adr/0006-outbox.md). Instants are ticks of UTC, as in the payloads.

-- The log. There is one writer, so numbers grow in the order of the commits; AUTOINCREMENT never gives a deleted one again.
CREATE TABLE presence_event (
    number    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    app       INTEGER NOT NULL,
    partition INTEGER NOT NULL,   -- EventPartition
    user_id   TEXT    NOT NULL,
    version   INTEGER NOT NULL,   -- the user's version after the transition
    at        INTEGER NOT NULL,
    payload   BLOB    NOT NULL    -- StatusEventCodec
);

CREATE INDEX presence_event_partition ON presence_event (app, partition, number);
CREATE INDEX presence_event_user ON presence_event (app, user_id, version);

-- Everything behind this position is still in the log.
CREATE TABLE presence_event_kept (
    app    INTEGER NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
);

-- How far an endpoint has come in a partition. Whoever takes a row over raises its epoch, and a save with an older one changes nothing.
-- Here and below xact is always 0; it is there because both dialects share the statements.
CREATE TABLE presence_delivery (
    app       INTEGER NOT NULL,
    endpoint  TEXT    NOT NULL,
    partition INTEGER NOT NULL,
    xact      INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    saved_at  INTEGER NOT NULL,
    PRIMARY KEY (app, endpoint, partition)
) WITHOUT ROWID;

-- Events set aside: parked ones are tried again, dead ones wait for the operator. Of a user's parked events only the first has a
-- time for its next try.
CREATE TABLE presence_late_event (
    app           INTEGER NOT NULL,
    endpoint      TEXT    NOT NULL,
    partition     INTEGER NOT NULL,
    xact          INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    user_id       TEXT    NOT NULL,
    first_version INTEGER NOT NULL,
    before        INTEGER NOT NULL,
    payload       BLOB    NOT NULL,   -- StatusEventCodec
    attempts      INTEGER NOT NULL,
    next_at       INTEGER,
    expires_at    INTEGER NOT NULL,
    dead_at       INTEGER,
    last_error    TEXT    NOT NULL,
    PRIMARY KEY (app, endpoint, xact, number)
);

CREATE INDEX presence_late_event_due ON presence_late_event (app, endpoint, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX presence_late_event_user ON presence_late_event (app, endpoint, user_id, xact, number) WHERE dead_at IS NULL;
