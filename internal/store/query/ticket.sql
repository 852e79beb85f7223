-- name: InsertTicket :exec
INSERT INTO tickets (id, subject_id, acting_id, code_hash, sealed_code, documents, state, created_at, expires_at, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: TicketByID :one
SELECT * FROM tickets WHERE id = $1;

-- name: TicketByCode :one
SELECT * FROM tickets WHERE code_hash = $1;

-- name: OpenTicketsOf :many
SELECT * FROM tickets WHERE subject_id = @subject_id AND state = 'open' AND expires_at > @now ORDER BY expires_at DESC, id LIMIT 100;

-- name: UpdateTicket :execrows
UPDATE tickets SET state = @state, sealed_code = @sealed_code, ended_at = @ended_at, upload_id = @upload_id, mac = @mac
WHERE id = @id AND mac = @before;

-- name: TicketsPastDate :many
SELECT * FROM tickets WHERE state = 'open' AND expires_at <= @now ORDER BY expires_at, id LIMIT @max_rows OFFSET @skip;

-- name: PurgeTickets :execrows
DELETE FROM tickets WHERE ended_at <= $1;
