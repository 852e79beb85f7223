-- name: InsertEvent :exec
INSERT INTO events (id, at, act, outcome, subject_id, studio_id, upload_id, application_id, salt, body, commitment, waiting_mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: WaitingEvents :many
SELECT * FROM events WHERE seq IS NULL ORDER BY at, id LIMIT $1 OFFSET $2;

-- name: CountWaitingEvents :one
SELECT count(*) FROM events WHERE seq IS NULL;

-- name: SequenceEvent :execrows
UPDATE events SET seq = @seq::bigint WHERE id = @id AND seq IS NULL;

-- name: InsertNode :exec
INSERT INTO nodes (position, hash) VALUES ($1, $2);

-- name: Node :one
SELECT hash FROM nodes WHERE position = $1;

-- name: NodesAfter :many
SELECT * FROM nodes WHERE position > @after::bigint ORDER BY position LIMIT @max_rows;

-- name: LastNode :one
SELECT CAST(coalesce(max(position), -1) AS BIGINT) FROM nodes;

-- name: LastSequence :one
SELECT CAST(coalesce(max(seq), -1) AS BIGINT) FROM events;

-- name: InsertCheckpoint :exec
INSERT INTO checkpoints (size, text, signed_at) VALUES ($1, $2, $3);

-- name: LatestCheckpoint :one
SELECT * FROM checkpoints ORDER BY size DESC LIMIT 1;

-- name: Checkpoints :many
SELECT * FROM checkpoints ORDER BY size;

-- name: SequencedEvents :many
SELECT * FROM events WHERE seq > @after::bigint ORDER BY seq LIMIT @max_rows;

-- name: Event :one
SELECT * FROM events WHERE id = $1;

-- EventsOfSubject returns a part of the history of a subject: the events of a kind
-- (empty: of all kinds) before a moment, and of the same moment with a smaller id.
-- name: EventsOfSubject :many
SELECT * FROM events WHERE subject_id = @subject_id AND subject_id <> '' AND at <= @before AND (at < @before OR id < @before_id)
    AND (@kind::text IN ('', 'refused') OR @kind::text = 'retrievals' AND act LIKE 'retrieval.%' OR @kind::text = 'grants' AND act LIKE 'grant.%'
        OR @kind::text = 'files' AND act NOT LIKE 'retrieval.%' AND act NOT LIKE 'grant.%')
    AND body IS NOT NULL AND act IN (
    'associate', 'dissociate', 'erase', 'erase.retention', 'grant.give', 'grant.revoke', 'retrieval.create', 'retrieval.cancel', 'download', 'retrievals.pause', 'retrievals.resume', 'code.other',
    'ticket.make', 'ticket.cancel', 'ticket.use')
    -- Own mistakes are shown to those who ask for them; a form that was not complete never.
    AND CASE WHEN act LIKE 'retrieval.%' THEN outcome = 'done' AND @kind::text <> 'refused' OR outcome <> 'done' AND act = 'retrieval.create'
        WHEN @kind::text = 'refused' THEN outcome IN ('app.already', 'association.none', 'association.replace', 'moved', 'upload.erased')
        ELSE outcome = 'done' END
ORDER BY at DESC, id DESC LIMIT @max_rows;

-- name: FetchEvents :many
SELECT * FROM events WHERE subject_id = @subject_id AND subject_id <> '' AND at >= @since AND at <= @until
    AND act = 'retrieval.fetch' AND outcome = 'done' AND body IS NOT NULL
ORDER BY at, id LIMIT @max_rows;

-- SentBetween returns the uploads that a studio, or one of its people, sent in a
-- period, with the event and how many of the messages arrived.
-- name: SentBetween :many
SELECT sqlc.embed(u), e.at, e.body, (SELECT count(*) FROM messages m WHERE m.upload_id = u.id AND m.kind = 'code'
    AND (m.state = 'delivered' OR m.channel = 'email' AND m.state = 'sent')) AS arrived
FROM events e JOIN uploads u ON u.id = e.upload_id
WHERE e.studio_id = @studio_id AND e.studio_id <> '' AND e.act = 'upload.create' AND e.at >= @since AND e.at < @before AND e.outcome = 'done'
    AND (@by_subject_id::text = '' OR u.by_subject_id = @by_subject_id::text)
ORDER BY e.at DESC LIMIT @max_rows;

-- ReplacedBetween returns the events of the pictures that a studio replaced in a period.
-- name: ReplacedBetween :many
SELECT upload_id, body FROM events WHERE studio_id = @studio_id AND studio_id <> '' AND act = 'upload.replace' AND at >= @since AND at < @before AND outcome = 'done'
ORDER BY at DESC LIMIT @max_rows;

-- name: AnyEvent :one
SELECT id FROM events LIMIT 1;

-- name: OldEvents :many
-- A removal of bodies keeps its own body: it shows that they were due. The sign in
-- ORDER BY keeps SQLite from reading all events in their order until some are due.
SELECT * FROM events WHERE at <= @before AND body IS NOT NULL AND seq IS NOT NULL AND act <> 'ledger.remove-bodies'
ORDER BY +seq LIMIT @max_rows;

-- name: ForgetEvent :exec
UPDATE events SET body = NULL, salt = NULL, act = '', outcome = '', subject_id = '', studio_id = '', upload_id = '', application_id = '' WHERE id = $1;
