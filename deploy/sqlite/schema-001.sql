-- Tables of the embedded database. Applied by the program at start, never by hand; a change of a released version is a new file, schema-002.sql, not an edit here.

CREATE TABLE presence_user (
    app      INTEGER NOT NULL,
    user_id  TEXT    NOT NULL,
    version  INTEGER NOT NULL,   -- the watermark of the state in payload
    payload  BLOB    NOT NULL,   -- UserPresenceCodec
    due_at   INTEGER,            -- when the user must be looked at, in ticks of UTC; the row is its own reminder
    hash     INTEGER NOT NULL,   -- by which the processes share the reminders among them
    online_bucket INTEGER,       -- UserBucket while the user is Online, else null
    PRIMARY KEY (app, user_id)
) WITHOUT ROWID;

-- Every process asks for what falls due soon in its ranges of the hash.
CREATE INDEX presence_user_due ON presence_user (due_at, hash) WHERE due_at IS NOT NULL;

-- A silo that gains buckets reads their Online users.
CREATE INDEX presence_user_online ON presence_user (online_bucket) WHERE online_bucket IS NOT NULL;

CREATE TABLE OrleansQuery (
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
);

-- The primary key is what keeps two first writes of one grain from both succeeding.
CREATE TABLE OrleansStorage (
    GrainIdHash            INTEGER NOT NULL,
    GrainTypeHash          INTEGER NOT NULL,
    GrainIdN0              INTEGER NOT NULL,
    GrainIdN1              INTEGER NOT NULL,
    GrainIdExtensionString TEXT    NOT NULL DEFAULT '',
    GrainTypeString        TEXT    NOT NULL,
    ServiceId              TEXT    NOT NULL,
    Version                INTEGER NOT NULL,
    ModifiedOn             INTEGER NOT NULL DEFAULT (unixepoch()),
    PayloadBinary          BLOB,
    PRIMARY KEY (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainIdExtensionString, GrainTypeString, ServiceId)
) WITHOUT ROWID;

CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId TEXT    NOT NULL PRIMARY KEY,
    Timestamp    INTEGER NOT NULL DEFAULT (unixepoch()),
    Version      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE OrleansMembershipTable (
    DeploymentId TEXT    NOT NULL REFERENCES OrleansMembershipVersionTable (DeploymentId),
    Address      TEXT    NOT NULL,
    Port         INTEGER NOT NULL,
    Generation   INTEGER NOT NULL,
    SiloName     TEXT    NOT NULL,
    HostName     TEXT    NOT NULL,
    Status       INTEGER NOT NULL,
    ProxyPort    INTEGER,
    SuspectTimes TEXT,
    StartTime    TEXT    NOT NULL,
    IAmAliveTime TEXT    NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
) WITHOUT ROWID;

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

-- Events that have left their lane without being delivered. Parked events are tried again. Dead events have a dead_at and wait
-- for the operator. Of a user's parked events only the first has a time for its next try.
CREATE TABLE presence_parked_event (
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

CREATE INDEX presence_parked_event_due ON presence_parked_event (app, endpoint, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX presence_parked_event_user ON presence_parked_event (app, endpoint, user_id, xact, number) WHERE dead_at IS NULL;

-- What the console's overview counts, and the audit log (docs/adr/0009-overview.md, docs/adr/0010-audit.md).

-- How many users of an app have a status, and Online sessions by platform. A transition's change is added in its own transaction; the
-- sum over the stripes is the count. With one writer there is one stripe.
CREATE TABLE presence_tally (
    app    INTEGER NOT NULL,
    kind   INTEGER NOT NULL,   -- UserTally
    stripe INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (app, kind, stripe)
) WITHOUT ROWID;

-- When an app's users were last counted one by one, in ticks of UTC.
CREATE TABLE presence_tally_counted (
    app        INTEGER NOT NULL PRIMARY KEY,
    counted_at INTEGER NOT NULL
);

-- Who changed what through the API. AUTOINCREMENT never gives a deleted number again. Before and after are JSON without secrets.
CREATE TABLE presence_audit (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    shelf   INTEGER NOT NULL,   -- AuditShelf: each has a bound of its own
    caller  INTEGER NOT NULL,   -- AuditCaller
    who     TEXT    NOT NULL,
    address TEXT,               -- where the call came from
    action  TEXT    NOT NULL,   -- AuditAction
    app     INTEGER,
    subject TEXT,
    before  TEXT,
    after   TEXT
);

CREATE INDEX presence_audit_shelf ON presence_audit (shelf, id);
