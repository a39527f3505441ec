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
    action  TEXT    NOT NULL,   -- AuditAction
    app     INTEGER,
    subject TEXT,
    before  TEXT,
    after   TEXT
);

CREATE INDEX presence_audit_shelf ON presence_audit (shelf, id);
