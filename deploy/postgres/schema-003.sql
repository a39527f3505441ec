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
    action  text    NOT NULL,                     -- AuditAction
    app     bigint,
    subject text,
    before  text,
    after   text
);

CREATE INDEX presence_audit_shelf ON presence_audit (shelf, id);
