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

-- Events set aside: parked ones are tried again, dead ones wait for the operator. Of a user's parked events only the first has a
-- time for its next try.
CREATE TABLE presence_late_event (
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

CREATE INDEX presence_late_event_due ON presence_late_event (app, endpoint, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX presence_late_event_user ON presence_late_event (app, endpoint, user_id, xact, number) WHERE dead_at IS NULL;
