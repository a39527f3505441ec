-- Tables of the cluster database. Applied by the program at start, never by hand; a later change is schema-002.sql, not an edit here.
-- Names are unqualified: a schema of one's own is chosen with "Search Path" in the connection string.

-- User ids are ASCII, so bytes order them. The fill factor leaves room for an update on the same page (HOT), which touches no index.
CREATE TABLE presence_user (
    app      bigint NOT NULL,
    user_id  varchar(32) COLLATE "C" NOT NULL,
    version  bigint NOT NULL,                     -- the watermark of the state in payload
    payload  bytea  NOT NULL,                     -- UserPresenceCodec
    PRIMARY KEY (app, user_id)
) WITH (fillfactor = 70);

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

CREATE TABLE OrleansRemindersTable (
    ServiceId    varchar(150) NOT NULL,
    GrainId      varchar(150) NOT NULL,
    ReminderName varchar(150) NOT NULL,
    StartTime    timestamptz  NOT NULL,
    Period       bigint       NOT NULL,
    GrainHash    integer      NOT NULL,
    Version      integer      NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
) WITH (fillfactor = 70);

-- Every silo asks for hash ranges, 30 of them per refresh.
CREATE INDEX OrleansRemindersHash ON OrleansRemindersTable (ServiceId, GrainHash);

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
