-- name: OpenClaim :exec
INSERT INTO claims (subject_id, upload_id, opened_at, mac) VALUES ($1, $2, $3, $4)
ON CONFLICT (subject_id, upload_id) DO UPDATE SET opened_at = excluded.opened_at, approved_at = NULL, closed_at = NULL, mac = excluded.mac;

-- name: OpenClaimsOf :many
SELECT * FROM claims WHERE subject_id = $1 AND closed_at IS NULL ORDER BY opened_at DESC, upload_id LIMIT 100;

-- name: OpenClaimOn :one
SELECT subject_id FROM claims WHERE upload_id = $1 AND closed_at IS NULL LIMIT 1;

-- name: ClaimClosedAt :one
SELECT * FROM claims WHERE upload_id = @upload_id AND closed_at = @closed_at LIMIT 1;

-- name: OpenClaimsOn :many
SELECT * FROM claims WHERE upload_id = $1 AND closed_at IS NULL ORDER BY subject_id;

-- name: UpdateClaim :execrows
UPDATE claims SET approved_at = @approved_at, closed_at = @closed_at, mac = @mac
WHERE subject_id = @subject_id AND upload_id = @upload_id AND mac = @before;

-- name: InsertAssociation :exec
INSERT INTO associations (id, upload_id, subject_id, acting_id, created_at, mac) VALUES ($1, $2, $3, $4, $5, $6);

-- name: CurrentAssociation :one
SELECT * FROM associations WHERE subject_id = $1 AND ended_at IS NULL;

-- name: Association :one
SELECT * FROM associations WHERE id = $1;

-- name: AssociationOfUpload :one
SELECT * FROM associations WHERE upload_id = $1 AND ended_at IS NULL;

-- name: UpdateAssociation :execrows
UPDATE associations SET ended_at = @ended_at, end_reason = @end_reason, mac = @mac WHERE id = @id AND mac = @before;

-- name: CurrentAssociations :many
SELECT * FROM associations WHERE ended_at IS NULL ORDER BY id;

-- name: InsertGrant :exec
INSERT INTO grants (id, subject_id, association_id, upload_id, application_id, items, purpose, mode, until_at, state, created_at, given_back, consent_version, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: Grant :one
SELECT * FROM grants WHERE id = $1;

-- name: GrantsOf :many
SELECT * FROM grants WHERE subject_id = $1 ORDER BY created_at DESC LIMIT 500;

-- name: LiveGrants :many
SELECT * FROM grants WHERE state = 'live' ORDER BY id;

-- name: LiveGrant :one
SELECT g.* FROM grants g JOIN associations a ON a.id = g.association_id AND a.ended_at IS NULL
WHERE g.subject_id = $1 AND g.application_id = $2 AND g.purpose = $3 AND g.state = 'live';

-- name: UpdateGrant :execrows
UPDATE grants SET state = @state, ended_at = @ended_at, given_back = @given_back, mac = @mac WHERE id = @id AND mac = @before;

-- name: UnendedGrantsOn :many
SELECT * FROM grants WHERE upload_id = $1 AND state IN ('live', 'used') ORDER BY id;

-- name: CountLiveGrants :one
SELECT count(*) FROM grants WHERE upload_id = $1 AND state = 'live';

-- name: GrantsPastDate :many
SELECT * FROM grants WHERE state = 'live' AND until_at IS NOT NULL AND until_at <= @now ORDER BY id LIMIT @max_rows OFFSET @skip;
