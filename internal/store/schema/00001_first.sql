-- +goose Up

-- A table with a column mac decides who may see what. The column authenticates the
-- whole row under a key of the service (store/codes): a row that somebody
-- else wrote or changed is refused.
-- A number that is added to is bounded far beyond any use: one that overflows would
-- stop everybody whose row it is added up with, or whose row comes after it.

-- People. The id of a subject is random; numbers such as the tax number are
-- aliases of it.
CREATE TABLE subjects (
    id         TEXT PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL -- the last sign-in
);
CREATE INDEX subjects_seen ON subjects (seen_at);
CREATE TABLE aliases (
    kind       TEXT NOT NULL,
    hash       BYTEA NOT NULL,
    subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    sealed     BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    number_mac BYTEA NOT NULL, -- of the number, under a key that does not change with the look-up keys: one number, one person
    mac        BYTEA NOT NULL,
    PRIMARY KEY (kind, hash),
    CONSTRAINT aliases_number UNIQUE (kind, number_mac)
);
CREATE INDEX aliases_subject ON aliases (subject_id);
-- By the id of the look-up key, and by the generation of the key of small values.
CREATE INDEX aliases_lookup ON aliases (substr(hash, 1, 8));
CREATE INDEX aliases_generation ON aliases (substr(sealed, 1, 4));
CREATE TABLE studios (
    id          TEXT PRIMARY KEY,
    subject_id  TEXT NOT NULL CONSTRAINT studios_subject UNIQUE REFERENCES subjects (id) ON DELETE CASCADE,
    sealed_name BYTEA NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    mac         BYTEA NOT NULL
);
CREATE TABLE eligibility (
    subject_id TEXT PRIMARY KEY REFERENCES subjects (id) ON DELETE CASCADE,
    reason     TEXT NOT NULL, -- '' when eligible
    checked_at TIMESTAMPTZ NOT NULL,
    mac        BYTEA NOT NULL
);
CREATE TABLE employees (
    id           TEXT PRIMARY KEY,
    studio_id    TEXT NOT NULL REFERENCES studios (id),
    subject_id   TEXT NOT NULL REFERENCES subjects (id),
    sealed_label BYTEA NOT NULL,
    added_at     TIMESTAMPTZ NOT NULL,
    accepted_at  TIMESTAMPTZ,
    used_at      TIMESTAMPTZ,
    removed_at   TIMESTAMPTZ,
    mac          BYTEA NOT NULL
);
CREATE UNIQUE INDEX employees_current ON employees (studio_id, subject_id) WHERE removed_at IS NULL;
CREATE INDEX employees_subject ON employees (subject_id);
CREATE INDEX employees_removed ON employees (removed_at) WHERE removed_at IS NOT NULL;
-- Who may act for which minor, by the custody register's last answer.
CREATE TABLE custodies (
    custodian_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    minor_id     TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('sole', 'joint', 'guardian')),
    sealed       BYTEA NOT NULL, -- the minor's name, by the register
    adult_at     TIMESTAMPTZ NOT NULL,
    lapsed_at    TIMESTAMPTZ, -- the ΠΑΑΥΠΑ has lapsed
    asked_at     TIMESTAMPTZ NOT NULL,
    session      TEXT NOT NULL, -- of the sign-in in which the register was asked last
    mac          BYTEA NOT NULL,
    PRIMARY KEY (custodian_id, minor_id)
);
CREATE INDEX custodies_minor ON custodies (minor_id);
CREATE INDEX custodies_adult ON custodies (adult_at);
CREATE INDEX custodies_asked ON custodies (asked_at);
CREATE TABLE terms (
    subject_id  TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    version     TEXT NOT NULL,
    accepted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (subject_id, version)
);
-- What a person chose; without a row, notices are sent and nothing is paused.
CREATE TABLE preferences (
    subject_id TEXT PRIMARY KEY REFERENCES subjects (id) ON DELETE CASCADE,
    notices    TEXT NOT NULL CHECK (notices IN ('on', 'off')),
    paused_at  TIMESTAMPTZ,
    changed_at TIMESTAMPTZ NOT NULL,
    mac        BYTEA NOT NULL
);

-- Signing in.
CREATE TABLE sessions (
    hash       BYTEA PRIMARY KEY,
    id         TEXT NOT NULL, -- of the sign-in; empty before one
    subject_id TEXT NOT NULL, -- empty before a sign-in
    verified   BOOLEAN NOT NULL, -- the one-time code was given, or the browser is remembered
    sealed     BYTEA NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE INDEX sessions_id ON sessions (id);
CREATE INDEX sessions_subject ON sessions (subject_id);

-- Browsers in which somebody gave the one-time code today, for the studio profile.
CREATE TABLE browsers (
    id         TEXT PRIMARY KEY,
    hash       BYTEA NOT NULL, -- keyed, of the random value in the cookie
    subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    sealed     BYTEA NOT NULL, -- the profile, the details that were confirmed, the name of the browser
    since      TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX browsers_person ON browsers (hash, subject_id);
CREATE INDEX browsers_subject ON browsers (subject_id);
CREATE INDEX browsers_expires ON browsers (expires_at);
CREATE TABLE sign_ins (
    hash       BYTEA PRIMARY KEY,
    browser    BYTEA NOT NULL,
    provider   TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE otps (
    id         TEXT PRIMARY KEY,
    session    TEXT NOT NULL,
    subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    hash       BYTEA NOT NULL,
    sealed     BYTEA NOT NULL, -- the mobile, masked
    tries      BIGINT NOT NULL CHECK (tries BETWEEN 0 AND 1000000),
    sent_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ
);
CREATE INDEX otps_subject ON otps (subject_id, sent_at);
CREATE INDEX otps_session ON otps (session, sent_at);

-- What belongs to this database and is kept outside it: the key of each key file
-- that is current, and the mark of the folder of files.
CREATE TABLE bindings (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL,
    set_at TIMESTAMPTZ NOT NULL
);

-- The keys of the service itself, each wrapped by the master key. The key that
-- seals small values has generations: values/1, values/2 and so on.
CREATE TABLE sealing_keys (
    id         TEXT PRIMARY KEY,
    wrapped    BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- The public parts of all signing keys, current and former. They are sealed, so
-- that access to the database alone is not enough to add one.
CREATE TABLE published_keys (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    sealed  BYTEA NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- Uploads and their sealed files. Every sealed value here is sealed under the key
-- of the upload; deleting that key is the erasure.
CREATE TABLE uploads (
    id              TEXT PRIMARY KEY,
    studio_id       TEXT NOT NULL REFERENCES studios (id),
    by_subject_id   TEXT NOT NULL REFERENCES subjects (id),
    state           TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'associated', 'dissociated', 'erased')),
    documents       TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    changed_at      TIMESTAMPTZ,
    sent_at         TIMESTAMPTZ,
    viewed_at       TIMESTAMPTZ,
    rejected_at     TIMESTAMPTZ,
    reject_reason   TEXT NOT NULL DEFAULT '',
    replaced_at     TIMESTAMPTZ,
    associated_at   TIMESTAMPTZ,
    subject_id      TEXT NOT NULL DEFAULT '',
    bound_id        TEXT NOT NULL DEFAULT '', -- the subject of the ticket it was made with; '' for none
    resends         BIGINT NOT NULL DEFAULT 0 CHECK (resends BETWEEN 0 AND 1000000),
    stranger_id     TEXT NOT NULL DEFAULT '',
    remind_at       TIMESTAMPTZ,
    due_at          TIMESTAMPTZ,
    code_hash       BYTEA,
    sealed_code     BYTEA,
    sealed_details  BYTEA,
    sealed_contact  BYTEA,
    contact_until_at TIMESTAMPTZ,
    erased_at       TIMESTAMPTZ,
    erase_rule      TEXT NOT NULL DEFAULT '',
    version         BIGINT NOT NULL DEFAULT 0 CHECK (version BETWEEN 0 AND 1000000000),
    mac             BYTEA NOT NULL,
    CHECK (state NOT IN ('associated', 'dissociated') OR subject_id <> ''),
    CHECK (state <> 'erased' OR (code_hash IS NULL AND sealed_code IS NULL AND sealed_details IS NULL AND sealed_contact IS NULL))
);
CREATE UNIQUE INDEX uploads_code ON uploads (code_hash) WHERE code_hash IS NOT NULL;
-- By the id of the look-up key: the codes that can be hashed anew.
CREATE INDEX uploads_lookup ON uploads (substr(code_hash, 1, 8)) WHERE sealed_code IS NOT NULL;
CREATE INDEX uploads_studio ON uploads (studio_id, created_at);
-- due_at is a copy of the date by the retention rule (photo.Upload.Due) when the row was saved.
CREATE INDEX uploads_remind ON uploads (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX uploads_due ON uploads (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX uploads_contact ON uploads (contact_until_at) WHERE contact_until_at IS NOT NULL;
CREATE INDEX uploads_drafts ON uploads (studio_id) WHERE state = 'draft';
CREATE INDEX uploads_by ON uploads (by_subject_id);
CREATE INDEX uploads_subject ON uploads (subject_id);
CREATE INDEX uploads_bound ON uploads (bound_id) WHERE bound_id <> '';
CREATE INDEX uploads_erased ON uploads (erased_at) WHERE erased_at IS NOT NULL;
CREATE TABLE upload_keys (
    upload_id TEXT PRIMARY KEY REFERENCES uploads (id),
    wrapped   BYTEA NOT NULL
);
-- By the id of the master key that wrapped.
CREATE INDEX upload_keys_master ON upload_keys (substr(wrapped, 2, 8));
CREATE TABLE files (
    id            TEXT PRIMARY KEY,
    upload_id     TEXT NOT NULL REFERENCES uploads (id),
    item          TEXT NOT NULL CHECK (item IN ('photo', 'signature')),
    role          TEXT NOT NULL CHECK (role IN ('master', 'preview', 'derivative')),
    profile       TEXT NOT NULL DEFAULT '', -- the document a derivative was made for
    width         BIGINT NOT NULL,
    height        BIGINT NOT NULL,
    orientation   BIGINT NOT NULL,
    bytes         BIGINT NOT NULL CHECK (bytes BETWEEN 0 AND 1000000000),
    sealed_key    BYTEA NOT NULL,
    sealed_digest BYTEA NOT NULL,
    repeat_hash   BYTEA -- of a master: keyed hash of studio and content, to find the same picture in other uploads of the studio
);
CREATE UNIQUE INDEX files_role ON files (upload_id, item, role, profile);
CREATE INDEX files_repeat ON files (repeat_hash) WHERE repeat_hash IS NOT NULL;
CREATE INDEX files_lookup ON files (substr(repeat_hash, 1, 8)) WHERE role = 'master';
-- The results of the checks for one document, which its applications receive.
CREATE TABLE checks (
    upload_id TEXT NOT NULL REFERENCES uploads (id),
    profile   TEXT NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (upload_id, profile)
);
-- Batches of a studio: a table of clients whose pictures come with it or later. Each row
-- becomes a draft, which is sent by itself; the rows are deleted a day after the last
-- change. What a row says of its client is sealed for the batch and the row, until its
-- draft holds it.
CREATE TABLE batches (
    id            TEXT PRIMARY KEY,
    studio_id     TEXT NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    by_subject_id TEXT NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
    row_count     BIGINT NOT NULL CHECK (row_count BETWEEN 1 AND 200),
    created_at    TIMESTAMPTZ NOT NULL,
    changed_at    TIMESTAMPTZ NOT NULL,
    mac           BYTEA NOT NULL
);
CREATE INDEX batches_studio ON batches (studio_id, created_at);
CREATE INDEX batches_by ON batches (by_subject_id);
CREATE INDEX batches_changed ON batches (changed_at);
CREATE TABLE batch_rows (
    batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    n        BIGINT NOT NULL CHECK (n BETWEEN 1 AND 200),
    sealed   BYTEA NOT NULL,
    PRIMARY KEY (batch_id, n)
);
-- The work that remains after an erasure was committed: shreds are files whose
-- bytes are to be deleted; erasures are uploads, or replaced files, that are to be
-- appended to the erasure list outside the database, where what is listed is erased
-- again after a restore.
CREATE TABLE shreds (
    file_id    TEXT PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE erasures (
    id        TEXT PRIMARY KEY,
    erased_at TIMESTAMPTZ NOT NULL,
    mac       BYTEA NOT NULL
);

-- Outgoing messages. A message is a row before it is sent.
CREATE TABLE messages (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    upload_id   TEXT NOT NULL DEFAULT '',
    channel     TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    priority    BIGINT NOT NULL,
    sealed      BYTEA,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'failed', 'stopped')),
    attempts    BIGINT NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 1000000),
    run_at      TIMESTAMPTZ NOT NULL,
    lease_at    TIMESTAMPTZ,
    give_up_at  TIMESTAMPTZ NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    accepted_at TIMESTAMPTZ,
    settled_at  TIMESTAMPTZ,
    report_hash BYTEA
);
CREATE INDEX messages_run ON messages (priority, run_at) WHERE state = 'queued';
CREATE INDEX messages_upload ON messages (upload_id);
CREATE UNIQUE INDEX messages_report ON messages (report_hash) WHERE report_hash IS NOT NULL;
CREATE TABLE attempts (
    id         TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    made_at    TIMESTAMPTZ NOT NULL,
    outcome    TEXT NOT NULL
);
CREATE INDEX attempts_message ON attempts (message_id, made_at);

-- Counters that all replicas share.
CREATE TABLE counters (
    kind TEXT NOT NULL,
    key  BYTEA NOT NULL,
    day  TEXT NOT NULL,
    used BIGINT NOT NULL CHECK (used BETWEEN 0 AND 1000000000),
    PRIMARY KEY (kind, key, day)
);

-- How often each rule had each outcome, by studio and month, without any upload or
-- person. The counts stay when the studio is deleted.
CREATE TABLE tallies (
    studio_id TEXT NOT NULL,
    month     TEXT NOT NULL, -- 2026-11, Athens
    profile   TEXT NOT NULL,
    version   BIGINT NOT NULL CHECK (version BETWEEN 0 AND 1000000),
    rule      TEXT NOT NULL, -- '' counts the verdicts themselves
    outcome   TEXT NOT NULL CHECK (outcome IN ('judged', 'blocked', 'warned', 'lifted')),
    n         BIGINT NOT NULL CHECK (n BETWEEN 0 AND 1000000000000),
    PRIMARY KEY (studio_id, month, profile, version, rule, outcome)
);

-- Claims and associations.
CREATE TABLE claims (
    subject_id  TEXT NOT NULL REFERENCES subjects (id),
    upload_id   TEXT NOT NULL REFERENCES uploads (id),
    opened_at   TIMESTAMPTZ NOT NULL,
    approved_at TIMESTAMPTZ,
    closed_at   TIMESTAMPTZ,
    mac         BYTEA NOT NULL,
    PRIMARY KEY (subject_id, upload_id)
);
CREATE INDEX claims_upload ON claims (upload_id);
CREATE INDEX claims_closed ON claims (closed_at) WHERE closed_at IS NOT NULL;
CREATE TABLE associations (
    id         TEXT PRIMARY KEY,
    upload_id  TEXT NOT NULL REFERENCES uploads (id),
    subject_id TEXT NOT NULL REFERENCES subjects (id),
    acting_id  TEXT NOT NULL REFERENCES subjects (id),
    created_at TIMESTAMPTZ NOT NULL,
    ended_at   TIMESTAMPTZ,
    end_reason TEXT NOT NULL DEFAULT '',
    mac        BYTEA NOT NULL
);
CREATE UNIQUE INDEX associations_upload ON associations (upload_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX associations_subject ON associations (subject_id) WHERE ended_at IS NULL;
CREATE INDEX associations_ended ON associations (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX associations_of ON associations (upload_id);
CREATE INDEX associations_for ON associations (subject_id);
CREATE INDEX associations_acting ON associations (acting_id);

-- Tickets, which citizens hand to studios in place of a contact. The code stays sealed
-- until the ticket ends, and the row for some days after that.
CREATE TABLE tickets (
    id          TEXT PRIMARY KEY,
    subject_id  TEXT NOT NULL REFERENCES subjects (id), -- whose files
    acting_id   TEXT NOT NULL REFERENCES subjects (id), -- who made it
    code_hash   BYTEA NOT NULL,
    sealed_code BYTEA,
    documents   TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'used', 'cancelled', 'expired')),
    created_at  TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    ended_at    TIMESTAMPTZ,
    upload_id   TEXT NOT NULL DEFAULT '',
    mac         BYTEA NOT NULL,
    CHECK (state = 'open' OR sealed_code IS NULL AND ended_at IS NOT NULL),
    CHECK (state <> 'used' OR upload_id <> '')
);
CREATE UNIQUE INDEX tickets_code ON tickets (code_hash);
CREATE INDEX tickets_subject ON tickets (subject_id);
CREATE INDEX tickets_acting ON tickets (acting_id);
CREATE INDEX tickets_open ON tickets (expires_at) WHERE state = 'open';
CREATE INDEX tickets_ended ON tickets (ended_at) WHERE ended_at IS NOT NULL;

-- Bodies, their applications, grants and retrievals.
CREATE TABLE bodies (
    id      TEXT PRIMARY KEY,
    name_el TEXT NOT NULL,
    name_en TEXT NOT NULL,
    mac     BYTEA NOT NULL
);
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
    signature_approved BOOLEAN NOT NULL,
    suspended_at       TIMESTAMPTZ,
    created_at         TIMESTAMPTZ NOT NULL,
    mac                BYTEA NOT NULL
);
CREATE TABLE purposes (
    application_id TEXT NOT NULL REFERENCES applications (id),
    purpose        TEXT NOT NULL,
    name_el        TEXT NOT NULL,
    name_en        TEXT NOT NULL,
    mac            BYTEA NOT NULL,
    PRIMARY KEY (application_id, purpose)
);
CREATE TABLE secrets (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    hash           BYTEA NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    expires_at     TIMESTAMPTZ,
    mac            BYTEA NOT NULL
);
CREATE INDEX secrets_application ON secrets (application_id);
CREATE TABLE tokens (
    hash           BYTEA PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    secret_id      TEXT NOT NULL REFERENCES secrets (id),
    expires_at     TIMESTAMPTZ NOT NULL,
    mac            BYTEA NOT NULL
);
CREATE INDEX tokens_expires ON tokens (expires_at);
CREATE INDEX tokens_secret ON tokens (secret_id);
CREATE TABLE grants (
    id              TEXT PRIMARY KEY,
    subject_id      TEXT NOT NULL REFERENCES subjects (id),
    association_id  TEXT NOT NULL REFERENCES associations (id),
    upload_id       TEXT NOT NULL REFERENCES uploads (id),
    application_id  TEXT NOT NULL REFERENCES applications (id),
    items           TEXT NOT NULL,
    purpose         TEXT NOT NULL,
    mode            TEXT NOT NULL CHECK (mode IN ('once', 'until', 'files')),
    until_at        TIMESTAMPTZ,
    state           TEXT NOT NULL CHECK (state IN ('live', 'used', 'revoked', 'expired', 'ended')),
    created_at      TIMESTAMPTZ NOT NULL,
    ended_at        TIMESTAMPTZ,
    given_back      BOOLEAN NOT NULL,
    consent_version TEXT NOT NULL,
    mac             BYTEA NOT NULL
);
CREATE UNIQUE INDEX grants_live ON grants (subject_id, application_id, purpose) WHERE state = 'live';
CREATE INDEX grants_subject ON grants (subject_id, created_at);
CREATE INDEX grants_association ON grants (association_id);
CREATE INDEX grants_upload ON grants (upload_id);
CREATE INDEX grants_until ON grants (until_at) WHERE state = 'live' AND until_at IS NOT NULL;
CREATE INDEX grants_ended ON grants (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE retrievals (
    id             TEXT PRIMARY KEY,
    grant_id       TEXT NOT NULL REFERENCES grants (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    subject_id     TEXT NOT NULL REFERENCES subjects (id),
    upload_id      TEXT NOT NULL REFERENCES uploads (id),
    items          TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    cancelled_at   TIMESTAMPTZ,
    fetched        BOOLEAN NOT NULL,
    settled        BOOLEAN NOT NULL,
    mac            BYTEA NOT NULL
);
CREATE INDEX retrievals_created ON retrievals (created_at) WHERE settled;
CREATE INDEX retrievals_grant ON retrievals (grant_id);
CREATE INDEX retrievals_subject ON retrievals (subject_id, created_at);
CREATE INDEX retrievals_upload ON retrievals (upload_id);
CREATE INDEX retrievals_unsettled ON retrievals (created_at) WHERE NOT settled;
CREATE TABLE retrieval_items (
    retrieval_id TEXT NOT NULL REFERENCES retrievals (id) ON DELETE CASCADE,
    item         TEXT NOT NULL,
    attempts     BIGINT NOT NULL CHECK (attempts BETWEEN 0 AND 1000000),
    attempted_at TIMESTAMPTZ,
    under_way    BIGINT NOT NULL DEFAULT 0 CHECK (under_way BETWEEN 0 AND 1000000), -- attempts whose end is not recorded
    PRIMARY KEY (retrieval_id, item)
);
CREATE TABLE idempotency (
    scope       BYTEA PRIMARY KEY,
    fingerprint BYTEA NOT NULL,
    sealed      BYTEA NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    upload_id   TEXT NOT NULL DEFAULT '' -- the upload about which it was; deleted with it
);
CREATE INDEX idempotency_created ON idempotency (created_at);
CREATE INDEX idempotency_upload ON idempotency (upload_id) WHERE upload_id <> '';

-- The ledger. The integrator has not yet put rows without a sequence number into
-- the tree. waiting_mac authenticates id and commitment until then: access to the database
-- alone is not enough to add an event.
CREATE TABLE events (
    id             TEXT PRIMARY KEY,
    seq            BIGINT CONSTRAINT events_seq UNIQUE,
    at             TIMESTAMPTZ NOT NULL,
    act            TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    subject_id     TEXT NOT NULL,
    studio_id      TEXT NOT NULL,
    upload_id      TEXT NOT NULL,
    application_id TEXT NOT NULL,
    salt           BYTEA,
    body           BYTEA,
    commitment     BYTEA NOT NULL,
    waiting_mac    BYTEA NOT NULL
);
CREATE INDEX events_old ON events (at) WHERE body IS NOT NULL AND seq IS NOT NULL;
CREATE INDEX events_subject ON events (subject_id, at, id) WHERE subject_id <> '';
CREATE INDEX events_studio ON events (studio_id, act, at) WHERE studio_id <> '';
CREATE TABLE nodes (
    position BIGINT PRIMARY KEY,
    hash     BYTEA NOT NULL
);
CREATE TABLE checkpoints (
    size      BIGINT PRIMARY KEY,
    text      BYTEA NOT NULL,
    signed_at TIMESTAMPTZ NOT NULL
);
