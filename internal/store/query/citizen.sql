-- name: OpenClaim :exec
INSERT INTO claims (subject_id, upload_id, opened_at) VALUES ($1, $2, $3)
ON CONFLICT (subject_id, upload_id) DO UPDATE SET opened_at = excluded.opened_at, approved_at = NULL, closed_at = NULL;

-- name: LatestClaim :one
SELECT * FROM claims WHERE subject_id = $1 AND closed_at IS NULL ORDER BY opened_at DESC LIMIT 1;

-- name: OpenClaimOn :one
SELECT subject_id FROM claims WHERE upload_id = $1 AND closed_at IS NULL LIMIT 1;

-- name: ApproveClaim :execrows
UPDATE claims SET approved_at = $1 WHERE subject_id = $2 AND upload_id = $3 AND closed_at IS NULL;

-- name: CloseClaim :exec
UPDATE claims SET closed_at = $1 WHERE subject_id = $2 AND upload_id = $3 AND closed_at IS NULL;

-- name: CloseClaimsOn :exec
UPDATE claims SET closed_at = $1 WHERE upload_id = $2 AND closed_at IS NULL;

-- name: UnapproveClaims :exec
UPDATE claims SET approved_at = NULL WHERE upload_id = $1 AND closed_at IS NULL;

-- name: InsertAssociation :exec
INSERT INTO associations (id, upload_id, subject_id, acting_id, created_at) VALUES ($1, $2, $3, $4, $5);

-- name: CurrentAssociation :one
SELECT * FROM associations WHERE subject_id = $1 AND ended_at IS NULL;

-- name: EndAssociation :execrows
UPDATE associations SET ended_at = $1, end_reason = $2 WHERE upload_id = $3 AND ended_at IS NULL;

-- name: InsertGrant :exec
INSERT INTO grants (id, subject_id, association_id, upload_id, application_id, items, purpose, mode, until_at, state, created_at, given_back, consent_version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'live', $10, $11, $12);

-- name: Grant :one
SELECT * FROM grants WHERE id = $1;

-- name: GrantsOf :many
SELECT * FROM grants WHERE subject_id = $1 ORDER BY created_at DESC LIMIT 500;

-- name: LiveGrant :one
SELECT g.* FROM grants g JOIN associations a ON a.id = g.association_id AND a.ended_at IS NULL
WHERE g.subject_id = $1 AND g.application_id = $2 AND g.purpose = $3 AND g.state = 'live';

-- name: UpdateGrant :execrows
UPDATE grants SET state = @state, ended_at = @ended_at, given_back = @given_back
WHERE id = @id AND state = @before AND given_back = @was_given_back;

-- name: EndGrantsOfUpload :execrows
UPDATE grants SET state = 'ended', ended_at = @ended_at WHERE upload_id = @upload_id AND state IN ('live', 'used');

-- name: CountLiveGrants :one
SELECT count(*) FROM grants WHERE upload_id = $1 AND state = 'live';

-- name: ExpireGrants :many
UPDATE grants SET state = 'expired', ended_at = until_at WHERE state = 'live' AND until_at IS NOT NULL AND until_at <= @now RETURNING *;
