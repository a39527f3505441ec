-- Tables of the cluster database. Applied by the program at start, never by hand; a change of a released version is a new file, schema-002.sql, not an edit here.
-- Names are unqualified: a schema of one's own is chosen with "Search Path" in the connection string.

-- User ids are ASCII, so bytes order them. The fill factor leaves room for an update on the same page (HOT), which touches no index.
CREATE TABLE presence_user (
    app      bigint NOT NULL,
    user_id  varchar(32) COLLATE "C" NOT NULL,
    version  bigint NOT NULL,                     -- the watermark of the state in payload
    payload  bytea  NOT NULL,                     -- UserPresenceCodec
    due_at   bigint,                              -- when the user must be looked at, in ticks of UTC; the row is its own reminder
    hash     bigint NOT NULL,                     -- by which the processes share the reminders among them
    online_bucket smallint,                       -- UserBucket while the user is Online, else null
    PRIMARY KEY (app, user_id)
) WITH (fillfactor = 70);

-- Every process asks for what falls due soon in its ranges of the hash.
CREATE INDEX presence_user_due ON presence_user (due_at, hash) WHERE due_at IS NOT NULL;

-- A silo that gains buckets reads their Online users.
CREATE INDEX presence_user_online ON presence_user (online_bucket) WHERE online_bucket IS NOT NULL;

-- Undoes the transaction of a silo that the cluster has given up. The program knows the refusal by its SQLSTATE (NpgsqlUserStateStore).
CREATE OR REPLACE FUNCTION presence_refuse_writer() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The cluster has given up the silo that writes.' USING ERRCODE = 'PC001';
END
$$;

CREATE TABLE OrleansQuery (
    QueryKey  varchar(64) NOT NULL PRIMARY KEY,
    QueryText text        NOT NULL
);

-- The primary key is what keeps two first writes of one grain from both succeeding.
CREATE TABLE OrleansStorage (
    GrainIdHash            integer      NOT NULL,
    GrainTypeHash          integer      NOT NULL,
    GrainIdN0              bigint       NOT NULL,
    GrainIdN1              bigint       NOT NULL,
    GrainIdExtensionString varchar(512) NOT NULL DEFAULT '',
    GrainTypeString        varchar(512) NOT NULL,
    ServiceId              varchar(150) NOT NULL,
    Version                integer      NOT NULL,
    ModifiedOn             timestamptz  NOT NULL DEFAULT now(),
    PayloadBinary          bytea,
    PRIMARY KEY (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainIdExtensionString, GrainTypeString, ServiceId)
) WITH (fillfactor = 70);

CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId varchar(150) NOT NULL PRIMARY KEY,
    Timestamp    timestamptz  NOT NULL DEFAULT now(),
    Version      integer      NOT NULL
);

CREATE TABLE OrleansMembershipTable (
    DeploymentId varchar(150)  NOT NULL REFERENCES OrleansMembershipVersionTable (DeploymentId),
    Address      varchar(45)   NOT NULL,
    Port         integer       NOT NULL,
    Generation   integer       NOT NULL,
    SiloName     varchar(150)  NOT NULL,
    HostName     varchar(150)  NOT NULL,
    Status       integer       NOT NULL,
    ProxyPort    integer,
    SuspectTimes varchar(8000),
    StartTime    timestamptz   NOT NULL,
    IAmAliveTime timestamptz   NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

-- The status events and their delivery (docs/adr/0006-outbox.md).

-- The log. Its order is (xact, number): readers see only transactions below every one that still runs, so none of them can appear
-- behind a reader's back. Numbers count within a transaction.
CREATE TABLE presence_event (
    app       bigint      NOT NULL,
    partition smallint    NOT NULL,               -- EventPartition
    xact      xid8        NOT NULL DEFAULT pg_current_xact_id(),
    number    integer     NOT NULL,
    user_id   varchar(32) COLLATE "C" NOT NULL,
    version   bigint      NOT NULL,               -- the user's version after the transition
    at        timestamptz NOT NULL,
    payload   bytea       NOT NULL,               -- StatusEventCodec
    PRIMARY KEY (app, partition, xact, number)
);

CREATE INDEX presence_event_user ON presence_event (app, user_id, version);

-- Everything behind this position is still in the log.
CREATE TABLE presence_event_kept (
    app    bigint  NOT NULL PRIMARY KEY,
    xact   xid8    NOT NULL,
    number integer NOT NULL
);

-- The two tables below are read and written by the same statements in both dialects, so positions and instants are plain numbers
-- there; instants are ticks of UTC (100 ns since the year 1).

-- How far an endpoint has come in a partition. Whoever takes a row over raises its epoch, and a save with an older one changes nothing.
CREATE TABLE presence_delivery (
    app       bigint      NOT NULL,
    endpoint  varchar(64) COLLATE "C" NOT NULL,
    partition integer     NOT NULL,
    xact      bigint      NOT NULL,
    number    bigint      NOT NULL,
    epoch     bigint      NOT NULL,
    saved_at  bigint      NOT NULL,
    PRIMARY KEY (app, endpoint, partition)
) WITH (fillfactor = 50);

-- Events that have left their lane without being delivered. Parked events are tried again. Dead events have a dead_at and wait
-- for the operator. Of a user's parked events only the first has a time for its next try.
CREATE TABLE presence_parked_event (
    app           bigint      NOT NULL,
    endpoint      varchar(64) COLLATE "C" NOT NULL,
    partition     integer     NOT NULL,
    xact          bigint      NOT NULL,
    number        bigint      NOT NULL,
    user_id       varchar(32) COLLATE "C" NOT NULL,
    first_version bigint      NOT NULL,
    before        integer     NOT NULL,
    payload       bytea       NOT NULL,           -- StatusEventCodec
    attempts      integer     NOT NULL,
    next_at       bigint,
    expires_at    bigint      NOT NULL,
    dead_at       bigint,
    last_error    text        NOT NULL,
    PRIMARY KEY (app, endpoint, xact, number)
);

CREATE INDEX presence_parked_event_due ON presence_parked_event (app, endpoint, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX presence_parked_event_user ON presence_parked_event (app, endpoint, user_id, xact, number) WHERE dead_at IS NULL;

-- What the console's overview counts, and the audit log (docs/adr/0009-overview.md, docs/adr/0010-audit.md).

-- How many users of an app have a status, and Online sessions by platform. A transition's change is added in its own transaction; the
-- sum over the stripes is the count. Writers choose stripes at random, so that they hardly ever wait for each other.
CREATE TABLE presence_tally (
    app    bigint   NOT NULL,
    kind   smallint NOT NULL,                     -- UserTally
    stripe smallint NOT NULL,
    count  bigint   NOT NULL,
    PRIMARY KEY (app, kind, stripe)
) WITH (fillfactor = 20);

-- When an app's users were last counted one by one, in ticks of UTC.
CREATE TABLE presence_tally_counted (
    app        bigint NOT NULL PRIMARY KEY,
    counted_at bigint NOT NULL
);

-- Who changed what through the API. Before and after are JSON without secrets.
CREATE TABLE presence_audit (
    id      bigint  NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at      bigint  NOT NULL,                     -- ticks of UTC
    shelf   integer NOT NULL,                     -- AuditShelf: each has a bound of its own
    caller  integer NOT NULL,                     -- AuditCaller
    who     text    NOT NULL,
    address text,                                 -- where the call came from
    action  text    NOT NULL,                     -- AuditAction
    app     bigint,
    subject text,
    before  text,
    after   text
);

CREATE INDEX presence_audit_shelf ON presence_audit (shelf, id);
