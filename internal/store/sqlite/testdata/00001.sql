CREATE TABLE aliases (
    kind       TEXT NOT NULL,
    hash       BLOB NOT NULL,
    subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    sealed     BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    number_mac BLOB NOT NULL, -- of the number, under a key that does not change with the look-up keys: one number, one person
    mac        BLOB NOT NULL,
    PRIMARY KEY (kind, hash),
    CONSTRAINT aliases_number UNIQUE (kind, number_mac)
) STRICT;
CREATE TABLE applications (
    id                 TEXT PRIMARY KEY,
    body_id            TEXT NOT NULL REFERENCES bodies (id),
    name_el            TEXT NOT NULL,
    name_en            TEXT NOT NULL,
    legal_basis_el     TEXT NOT NULL,
    legal_basis_en     TEXT NOT NULL,
    refusal_el         TEXT NOT NULL,
    refusal_en         TEXT NOT NULL,
    items              TEXT NOT NULL,
    profile            TEXT NOT NULL,
    signature_approved INTEGER NOT NULL,
    suspended_at       INTEGER,
    created_at         INTEGER NOT NULL,
    mac                BLOB NOT NULL
) STRICT;
CREATE TABLE associations (
    id         TEXT PRIMARY KEY,
    upload_id  TEXT NOT NULL REFERENCES uploads (id),
    subject_id TEXT NOT NULL REFERENCES subjects (id),
    acting_id  TEXT NOT NULL REFERENCES subjects (id),
    created_at INTEGER NOT NULL,
    ended_at   INTEGER,
    end_reason TEXT NOT NULL DEFAULT '',
    mac        BLOB NOT NULL
) STRICT;
CREATE TABLE attempts (
    id         TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    made_at    INTEGER NOT NULL,
    outcome    TEXT NOT NULL
) STRICT;
CREATE TABLE batch_rows (
    batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL CHECK (n BETWEEN 1 AND 200),
    sealed   BLOB NOT NULL,
    PRIMARY KEY (batch_id, n)
) STRICT;
CREATE TABLE batches (
    id            TEXT PRIMARY KEY,
    studio_id     TEXT NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    by_subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    row_count     INTEGER NOT NULL CHECK (row_count BETWEEN 1 AND 200),
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    mac           BLOB NOT NULL
) STRICT;
CREATE TABLE bindings (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;
CREATE TABLE bodies (
    id      TEXT PRIMARY KEY,
    name_el TEXT NOT NULL,
    name_en TEXT NOT NULL,
    mac     BLOB NOT NULL
) STRICT;
CREATE TABLE browsers (
    id         TEXT PRIMARY KEY,
    hash       BLOB NOT NULL, -- keyed, of the random value in the cookie
    subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    sealed     BLOB NOT NULL, -- the profile, the details that were confirmed, the name of the browser
    since      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE checkpoints (
    size      INTEGER PRIMARY KEY,
    text      BLOB NOT NULL,
    signed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE checks (
    upload_id TEXT NOT NULL REFERENCES uploads (id),
    profile   TEXT NOT NULL,
    sealed    BLOB NOT NULL,
    PRIMARY KEY (upload_id, profile)
) STRICT;
CREATE TABLE claims (
    subject_id  TEXT NOT NULL REFERENCES subjects (id),
    upload_id   TEXT NOT NULL REFERENCES uploads (id),
    opened_at   INTEGER NOT NULL,
    approved_at INTEGER,
    closed_at   INTEGER,
    mac         BLOB NOT NULL,
    PRIMARY KEY (subject_id, upload_id)
) STRICT;
CREATE TABLE counters (
    kind TEXT NOT NULL,
    key  BLOB NOT NULL,
    day  TEXT NOT NULL,
    used INTEGER NOT NULL CHECK (used BETWEEN 0 AND 1000000000),
    PRIMARY KEY (kind, key, day)
) STRICT;
CREATE TABLE custodies (
    custodian_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    minor_id     TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('sole', 'joint', 'guardian')),
    sealed       BLOB NOT NULL, -- the minor's name, by the register
    adult_at     INTEGER NOT NULL,
    lapsed_at    INTEGER, -- the ΠΑΑΥΠΑ has lapsed
    asked_at     INTEGER NOT NULL,
    session      TEXT NOT NULL, -- of the sign-in in which the register was asked last
    mac          BLOB NOT NULL,
    PRIMARY KEY (custodian_id, minor_id)
) STRICT;
CREATE TABLE eligibility (
    subject_id TEXT PRIMARY KEY REFERENCES subjects (id) ON DELETE CASCADE,
    reason     TEXT NOT NULL, -- '' when eligible
    checked_at INTEGER NOT NULL,
    mac        BLOB NOT NULL
) STRICT;
CREATE TABLE employees (
    id           TEXT PRIMARY KEY,
    studio_id    TEXT NOT NULL REFERENCES studios (id),
    subject_id   TEXT NOT NULL REFERENCES subjects (id),
    sealed_label BLOB NOT NULL,
    added_at     INTEGER NOT NULL,
    accepted_at  INTEGER,
    used_at      INTEGER,
    removed_at   INTEGER,
    mac          BLOB NOT NULL
) STRICT;
CREATE TABLE erasures (
    id        TEXT PRIMARY KEY,
    erased_at INTEGER NOT NULL,
    mac       BLOB NOT NULL
) STRICT;
CREATE TABLE events (
    id             TEXT PRIMARY KEY,
    seq            INTEGER CONSTRAINT events_seq UNIQUE,
    at             INTEGER NOT NULL,
    act            TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    subject_id     TEXT NOT NULL,
    studio_id      TEXT NOT NULL,
    upload_id      TEXT NOT NULL,
    application_id TEXT NOT NULL,
    salt           BLOB,
    body           BLOB,
    commitment     BLOB NOT NULL,
    waiting_mac    BLOB NOT NULL
) STRICT;
CREATE TABLE files (
    id            TEXT PRIMARY KEY,
    upload_id     TEXT NOT NULL REFERENCES uploads (id),
    item          TEXT NOT NULL CHECK (item IN ('photo', 'signature')),
    role          TEXT NOT NULL CHECK (role IN ('master', 'preview', 'derivative')),
    profile       TEXT NOT NULL DEFAULT '', -- the document a derivative was made for
    width         INTEGER NOT NULL,
    height        INTEGER NOT NULL,
    orientation   INTEGER NOT NULL,
    bytes         INTEGER NOT NULL CHECK (bytes BETWEEN 0 AND 1000000000),
    sealed_key    BLOB NOT NULL,
    sealed_digest BLOB NOT NULL,
    repeat_hash   BLOB -- of a master: keyed hash of studio and content, to find the same picture in other uploads of the studio
) STRICT;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
CREATE TABLE grants (
    id              TEXT PRIMARY KEY,
    subject_id      TEXT NOT NULL REFERENCES subjects (id),
    association_id  TEXT NOT NULL REFERENCES associations (id),
    upload_id       TEXT NOT NULL REFERENCES uploads (id),
    application_id  TEXT NOT NULL REFERENCES applications (id),
    items           TEXT NOT NULL,
    purpose         TEXT NOT NULL,
    mode            TEXT NOT NULL CHECK (mode IN ('once', 'until', 'files')),
    until_at        INTEGER,
    state           TEXT NOT NULL CHECK (state IN ('live', 'used', 'revoked', 'expired', 'ended')),
    created_at      INTEGER NOT NULL,
    ended_at        INTEGER,
    given_back      INTEGER NOT NULL,
    consent_version TEXT NOT NULL,
    mac             BLOB NOT NULL
) STRICT;
CREATE TABLE idempotency (
    scope       BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    sealed      BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    upload_id   TEXT NOT NULL DEFAULT '' -- the upload about which it was; deleted with it
) STRICT;
CREATE TABLE messages (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    upload_id   TEXT NOT NULL DEFAULT '',
    channel     TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    priority    INTEGER NOT NULL,
    sealed      BLOB,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'failed', 'stopped')),
    attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 1000000),
    run_at      INTEGER NOT NULL,
    lease_at    INTEGER,
    give_up_at  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    accepted_at INTEGER,
    settled_at  INTEGER,
    report_hash BLOB
) STRICT;
CREATE TABLE nodes (
    position INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL
) STRICT;
CREATE TABLE otps (
    id         TEXT PRIMARY KEY,
    session    TEXT NOT NULL,
    subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    hash       BLOB NOT NULL,
    sealed     BLOB NOT NULL, -- the mobile, masked
    tries      INTEGER NOT NULL CHECK (tries BETWEEN 0 AND 1000000),
    sent_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE TABLE preferences (
    subject_id TEXT PRIMARY KEY REFERENCES subjects (id) ON DELETE CASCADE,
    notices    TEXT NOT NULL CHECK (notices IN ('on', 'off')),
    paused_at  INTEGER,
    changed_at INTEGER NOT NULL,
    mac        BLOB NOT NULL
) STRICT;
CREATE TABLE published_keys (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    sealed  BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE purposes (
    application_id TEXT NOT NULL REFERENCES applications (id),
    purpose        TEXT NOT NULL,
    name_el        TEXT NOT NULL,
    name_en        TEXT NOT NULL,
    mac            BLOB NOT NULL,
    PRIMARY KEY (application_id, purpose)
) STRICT;
CREATE TABLE retrieval_items (
    retrieval_id TEXT NOT NULL REFERENCES retrievals (id) ON DELETE CASCADE,
    item         TEXT NOT NULL,
    attempts     INTEGER NOT NULL CHECK (attempts BETWEEN 0 AND 1000000),
    attempted_at INTEGER,
    under_way    INTEGER NOT NULL DEFAULT 0 CHECK (under_way BETWEEN 0 AND 1000000), -- attempts whose end is not recorded
    PRIMARY KEY (retrieval_id, item)
) STRICT;
CREATE TABLE retrievals (
    id             TEXT PRIMARY KEY,
    grant_id       TEXT NOT NULL REFERENCES grants (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    subject_id     TEXT NOT NULL REFERENCES subjects (id),
    upload_id      TEXT NOT NULL REFERENCES uploads (id),
    items          TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    cancelled_at   INTEGER,
    fetched        INTEGER NOT NULL,
    settled        INTEGER NOT NULL,
    mac            BLOB NOT NULL
) STRICT;
CREATE TABLE sealing_keys (
    id         TEXT PRIMARY KEY,
    wrapped    BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE secrets (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    hash           BLOB NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER,
    mac            BLOB NOT NULL
) STRICT;
CREATE TABLE sessions (
    hash       BLOB PRIMARY KEY,
    id         TEXT NOT NULL, -- of the sign-in; empty before one
    subject_id TEXT NOT NULL, -- empty before a sign-in
    verified   INTEGER NOT NULL, -- the one-time code was given, or the browser is remembered
    sealed     BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE shreds (
    file_id    TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sign_ins (
    hash       BLOB PRIMARY KEY,
    browser    BLOB NOT NULL,
    provider   TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE studios (
    id          TEXT PRIMARY KEY,
    subject_id  TEXT NOT NULL CONSTRAINT studios_subject UNIQUE REFERENCES subjects (id) ON DELETE CASCADE,
    sealed_name BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    mac         BLOB NOT NULL
) STRICT;
CREATE TABLE subjects (
    id         TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL -- the last sign-in
) STRICT;
CREATE TABLE tallies (
    studio_id TEXT NOT NULL,
    month     TEXT NOT NULL, -- 2026-11, Athens
    profile   TEXT NOT NULL,
    version   INTEGER NOT NULL CHECK (version BETWEEN 0 AND 1000000),
    rule      TEXT NOT NULL, -- '' counts the verdicts themselves
    outcome   TEXT NOT NULL CHECK (outcome IN ('judged', 'blocked', 'warned', 'lifted')),
    n         INTEGER NOT NULL CHECK (n BETWEEN 0 AND 1000000000000),
    PRIMARY KEY (studio_id, month, profile, version, rule, outcome)
) STRICT;
CREATE TABLE terms (
    subject_id  TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    version     TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    PRIMARY KEY (subject_id, version)
) STRICT;
CREATE TABLE tickets (
    id          TEXT PRIMARY KEY,
    subject_id  TEXT NOT NULL REFERENCES subjects (id), -- whose files
    acting_id   TEXT NOT NULL REFERENCES subjects (id), -- who made it
    code_hash   BLOB NOT NULL,
    sealed_code BLOB,
    documents   TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'used', 'cancelled', 'expired')),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    upload_id   TEXT NOT NULL DEFAULT '',
    mac         BLOB NOT NULL,
    CHECK (state = 'open' OR sealed_code IS NULL AND ended_at IS NOT NULL),
    CHECK (state <> 'used' OR upload_id <> '')
) STRICT;
CREATE TABLE tokens (
    hash           BLOB PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    secret_id      TEXT NOT NULL REFERENCES secrets (id),
    expires_at     INTEGER NOT NULL,
    mac            BLOB NOT NULL
) STRICT;
CREATE TABLE upload_keys (
    upload_id TEXT PRIMARY KEY REFERENCES uploads (id),
    wrapped   BLOB NOT NULL
) STRICT;
CREATE TABLE uploads (
    id              TEXT PRIMARY KEY,
    studio_id       TEXT NOT NULL REFERENCES studios (id),
    by_subject_id   TEXT NOT NULL REFERENCES subjects (id),
    state           TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'associated', 'dissociated', 'erased')),
    documents       TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER,
    sent_at         INTEGER,
    viewed_at       INTEGER,
    rejected_at     INTEGER,
    reject_reason   TEXT NOT NULL DEFAULT '',
    replaced_at     INTEGER,
    associated_at   INTEGER,
    subject_id      TEXT NOT NULL DEFAULT '',
    bound_id        TEXT NOT NULL DEFAULT '', -- the subject of the ticket it was made with; '' for none
    resends         INTEGER NOT NULL DEFAULT 0 CHECK (resends BETWEEN 0 AND 1000000),
    stranger_id     TEXT NOT NULL DEFAULT '',
    remind_at       INTEGER,
    due_at          INTEGER,
    code_hash       BLOB,
    sealed_code     BLOB,
    sealed_details  BLOB,
    sealed_contact  BLOB,
    contact_until_at INTEGER,
    erased_at       INTEGER,
    erase_rule      TEXT NOT NULL DEFAULT '',
    version         INTEGER NOT NULL DEFAULT 0 CHECK (version BETWEEN 0 AND 1000000000),
    mac             BLOB NOT NULL,
    CHECK (state NOT IN ('associated', 'dissociated') OR subject_id <> ''),
    CHECK (state <> 'erased' OR (code_hash IS NULL AND sealed_code IS NULL AND sealed_details IS NULL AND sealed_contact IS NULL))
) STRICT;
CREATE INDEX aliases_generation ON aliases (substr(sealed, 1, 4));
CREATE INDEX aliases_lookup ON aliases (substr(hash, 1, 8));
CREATE INDEX aliases_subject ON aliases (subject_id);
CREATE INDEX associations_acting ON associations (acting_id);
CREATE INDEX associations_ended ON associations (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX associations_for ON associations (subject_id);
CREATE INDEX associations_of ON associations (upload_id);
CREATE UNIQUE INDEX associations_subject ON associations (subject_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX associations_upload ON associations (upload_id) WHERE ended_at IS NULL;
CREATE INDEX attempts_message ON attempts (message_id, made_at);
CREATE INDEX batches_by ON batches (by_subject_id);
CREATE INDEX batches_changed ON batches (changed_at);
CREATE INDEX batches_studio ON batches (studio_id, created_at);
CREATE INDEX browsers_expires ON browsers (expires_at);
CREATE UNIQUE INDEX browsers_person ON browsers (hash, subject_id);
CREATE INDEX browsers_subject ON browsers (subject_id);
CREATE INDEX claims_closed ON claims (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX claims_upload ON claims (upload_id);
CREATE INDEX custodies_adult ON custodies (adult_at);
CREATE INDEX custodies_asked ON custodies (asked_at);
CREATE INDEX custodies_minor ON custodies (minor_id);
CREATE UNIQUE INDEX employees_current ON employees (studio_id, subject_id) WHERE removed_at IS NULL;
CREATE INDEX employees_removed ON employees (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX employees_subject ON employees (subject_id);
CREATE INDEX events_old ON events (at) WHERE body IS NOT NULL AND seq IS NOT NULL;
CREATE INDEX events_studio ON events (studio_id, act, at) WHERE studio_id <> '';
CREATE INDEX events_subject ON events (subject_id, at, id) WHERE subject_id <> '';
CREATE INDEX files_lookup ON files (substr(repeat_hash, 1, 8)) WHERE role = 'master';
CREATE INDEX files_repeat ON files (repeat_hash) WHERE repeat_hash IS NOT NULL;
CREATE UNIQUE INDEX files_role ON files (upload_id, item, role, profile);
CREATE INDEX grants_association ON grants (association_id);
CREATE INDEX grants_ended ON grants (ended_at) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX grants_live ON grants (subject_id, application_id, purpose) WHERE state = 'live';
CREATE INDEX grants_subject ON grants (subject_id, created_at);
CREATE INDEX grants_until ON grants (until_at) WHERE state = 'live' AND until_at IS NOT NULL;
CREATE INDEX grants_upload ON grants (upload_id);
CREATE INDEX idempotency_created ON idempotency (created_at);
CREATE INDEX idempotency_upload ON idempotency (upload_id) WHERE upload_id <> '';
CREATE UNIQUE INDEX messages_report ON messages (report_hash) WHERE report_hash IS NOT NULL;
CREATE INDEX messages_run ON messages (priority, run_at) WHERE state = 'queued';
CREATE INDEX messages_upload ON messages (upload_id);
CREATE INDEX otps_session ON otps (session, sent_at);
CREATE INDEX otps_subject ON otps (subject_id, sent_at);
CREATE INDEX retrievals_created ON retrievals (created_at) WHERE settled;
CREATE INDEX retrievals_grant ON retrievals (grant_id);
CREATE INDEX retrievals_subject ON retrievals (subject_id, created_at);
CREATE INDEX retrievals_unsettled ON retrievals (created_at) WHERE NOT settled;
CREATE INDEX retrievals_upload ON retrievals (upload_id);
CREATE INDEX secrets_application ON secrets (application_id);
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE INDEX sessions_id ON sessions (id);
CREATE INDEX sessions_subject ON sessions (subject_id);
CREATE INDEX subjects_seen ON subjects (seen_at);
CREATE INDEX tickets_acting ON tickets (acting_id);
CREATE UNIQUE INDEX tickets_code ON tickets (code_hash);
CREATE INDEX tickets_ended ON tickets (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX tickets_open ON tickets (expires_at) WHERE state = 'open';
CREATE INDEX tickets_subject ON tickets (subject_id);
CREATE INDEX tokens_expires ON tokens (expires_at);
CREATE INDEX tokens_secret ON tokens (secret_id);
CREATE INDEX upload_keys_master ON upload_keys (substr(wrapped, 2, 8));
CREATE INDEX uploads_bound ON uploads (bound_id) WHERE bound_id <> '';
CREATE INDEX uploads_by ON uploads (by_subject_id);
CREATE UNIQUE INDEX uploads_code ON uploads (code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX uploads_contact ON uploads (contact_until_at) WHERE contact_until_at IS NOT NULL;
CREATE INDEX uploads_drafts ON uploads (studio_id) WHERE state = 'draft';
CREATE INDEX uploads_due ON uploads (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX uploads_erased ON uploads (erased_at) WHERE erased_at IS NOT NULL;
CREATE INDEX uploads_lookup ON uploads (substr(code_hash, 1, 8)) WHERE sealed_code IS NOT NULL;
CREATE INDEX uploads_remind ON uploads (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX uploads_studio ON uploads (studio_id, created_at);
CREATE INDEX uploads_subject ON uploads (subject_id);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, 1);
INSERT INTO subjects (id, created_at, seen_at) VALUES ('sub_kept', 1, 1);
