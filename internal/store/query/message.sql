-- name: InsertMessage :exec
INSERT INTO messages (id, kind, upload_id, channel, priority, sealed, state, run_at, give_up_at, created_at, report_hash)
VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, $9, $10);

-- name: LeaseMessages :many
-- A message whose attempts cannot be counted is left where it is, before the next one.
UPDATE messages SET lease_at = @lease_at, attempts = attempts + 1
WHERE id IN (SELECT m.id FROM messages m WHERE m.state = 'queued' AND m.priority = @priority AND m.channel = @channel
    AND m.attempts >= 0 AND m.attempts < 1000000 AND (m.run_at <= @now OR m.attempts = 0 OR m.run_at > @latest_run)
    AND (m.lease_at IS NULL OR m.lease_at <= @now OR m.lease_at > @lease_at)
    ORDER BY m.run_at LIMIT @max_rows /*lock*/ FOR UPDATE SKIP LOCKED /*end*/)
RETURNING *;

-- name: MessageSent :execrows
UPDATE messages SET state = 'sent', accepted_at = @accepted_at, lease_at = NULL, sealed = NULL
WHERE id = @id AND attempts = @attempts AND state = 'queued';

-- name: MessageProven :execrows
UPDATE messages SET state = 'sent', accepted_at = @accepted_at, lease_at = NULL, sealed = NULL
WHERE id = @id AND attempts > 0 AND state = 'queued'; -- a delivery report arrived before the acceptance was recorded

-- name: MessageAgain :execrows
UPDATE messages SET run_at = @run_at, lease_at = NULL, give_up_at = @give_up_at WHERE id = @id AND attempts = @attempts AND state = 'queued';

-- name: MessageFailed :execrows
UPDATE messages SET state = 'failed', settled_at = @settled_at, lease_at = NULL, sealed = NULL
WHERE id = @id AND attempts = @attempts AND state = 'queued';

-- name: MessageReported :execrows
UPDATE messages SET state = @state, settled_at = @settled_at WHERE id = @id AND state = 'sent';

-- name: MessageByReport :one
SELECT * FROM messages WHERE report_hash = $1;

-- name: MessagesOf :many
SELECT * FROM messages WHERE upload_id = $1 ORDER BY created_at, channel;

-- name: StopMessages :exec
UPDATE messages SET state = 'stopped', settled_at = @settled_at, sealed = NULL WHERE upload_id = @upload_id AND state = 'queued';

-- name: UnsettledOf :one
SELECT count(*) FROM messages WHERE upload_id = $1 AND state IN ('queued', 'sent');

-- name: WaitingSince :one
SELECT created_at FROM messages WHERE state = 'queued' AND priority = @priority AND channel = @channel ORDER BY created_at LIMIT 1;

-- name: InsertAttempt :exec
INSERT INTO attempts (id, message_id, made_at, outcome) VALUES ($1, $2, $3, $4);

-- name: AttemptsOf :many
SELECT a.* FROM attempts a JOIN messages m ON m.id = a.message_id WHERE m.upload_id = $1 ORDER BY a.made_at;

-- name: PurgeMessages :execrows
DELETE FROM messages WHERE upload_id = '' AND give_up_at <= $1 AND id NOT IN (SELECT message_id FROM attempts);

-- name: PurgeAttempts :execrows
DELETE FROM attempts WHERE message_id IN (SELECT id FROM messages WHERE upload_id = '' AND give_up_at <= $1);
