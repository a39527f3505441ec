-- Tables of the embedded database. Applied by the program at start, never by hand; a later change is schema-002.sql, not an edit here.

CREATE TABLE presence_user (
    app      INTEGER NOT NULL,
    user_id  TEXT    NOT NULL,
    version  INTEGER NOT NULL,   -- the watermark of the state in payload
    payload  BLOB    NOT NULL,   -- UserPresenceCodec
    PRIMARY KEY (app, user_id)
) WITHOUT ROWID;

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

CREATE TABLE OrleansRemindersTable (
    ServiceId    TEXT    NOT NULL,
    GrainId      TEXT    NOT NULL,
    ReminderName TEXT    NOT NULL,
    StartTime    TEXT    NOT NULL,
    Period       INTEGER NOT NULL,
    GrainHash    INTEGER NOT NULL,
    Version      INTEGER NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
) WITHOUT ROWID;

-- Every silo asks for hash ranges, 30 of them per refresh.
CREATE INDEX OrleansRemindersHash ON OrleansRemindersTable (ServiceId, GrainHash);

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
