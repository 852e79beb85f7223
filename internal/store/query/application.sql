-- name: SaveBody :exec
INSERT INTO bodies (id, name_el, name_en) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET name_el = excluded.name_el, name_en = excluded.name_en;

-- name: InsertApplication :execrows
INSERT INTO applications (id, body_id, name_el, name_en, legal_basis_el, legal_basis_en, refusal_el, refusal_en, items, profile, signature_approved, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING;

-- name: InsertPurpose :exec
INSERT INTO purposes (application_id, purpose, name_el, name_en) VALUES ($1, $2, $3, $4) ON CONFLICT (application_id, purpose) DO NOTHING;

-- name: Applications :many
SELECT a.id, a.body_id, a.name_el, a.name_en, a.legal_basis_el, a.legal_basis_en, a.refusal_el, a.refusal_en, a.items, a.profile,
    a.signature_approved, a.suspended_at, b.name_el AS body_el, b.name_en AS body_en
FROM applications a JOIN bodies b ON b.id = a.body_id ORDER BY a.id;

-- name: Application :one
SELECT * FROM applications WHERE id = $1;

-- name: Purposes :many
SELECT * FROM purposes ORDER BY application_id, purpose;

-- name: SuspendApplication :execrows
UPDATE applications SET suspended_at = $1 WHERE id = $2;

-- name: InsertSecret :exec
INSERT INTO secrets (id, application_id, hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5);

-- name: SecretsOf :many
SELECT * FROM secrets WHERE application_id = $1 AND (expires_at IS NULL OR expires_at > $2);

-- name: ExpireSecret :execrows
UPDATE secrets SET expires_at = $1 WHERE id = $2 AND application_id = $3;

-- name: InsertToken :exec
INSERT INTO tokens (hash, application_id, expires_at) VALUES ($1, $2, $3);

-- name: TokenHolder :many
-- One row for each purpose of the application, or one row without a purpose when it has none.
SELECT a.id, a.body_id, a.items, a.profile, a.signature_approved, a.suspended_at, p.purpose
FROM tokens t JOIN applications a ON a.id = t.application_id LEFT JOIN purposes p ON p.application_id = a.id
WHERE t.hash = $1 AND t.expires_at > $2 ORDER BY p.purpose;

-- name: EndTokens :exec
DELETE FROM tokens WHERE application_id = $1;

-- name: PurgeTokens :execrows
DELETE FROM tokens WHERE expires_at <= $1;

-- name: GrantByAlias :one
-- The live grant of the person with this alias, with the current state of its upload.
SELECT sqlc.embed(g), u.state AS upload_state, u.created_at AS uploaded_at, u.associated_at
FROM aliases s JOIN grants g ON g.subject_id = s.subject_id JOIN associations a ON a.id = g.association_id AND a.ended_at IS NULL
JOIN uploads u ON u.id = g.upload_id
WHERE s.kind = $1 AND s.hash = $2 AND g.application_id = $3 AND g.purpose = $4 AND g.state = 'live';

-- name: InsertRetrieval :exec
INSERT INTO retrievals (id, grant_id, application_id, subject_id, upload_id, items, purpose, created_at, fetched, settled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: InsertRetrievalItem :exec
INSERT INTO retrieval_items (retrieval_id, item, attempts) VALUES ($1, $2, 0);

-- name: Retrieval :one
SELECT * FROM retrievals WHERE id = $1 AND application_id = $2;

-- name: RetrievalRelease :one
-- A retrieval with the current state of its grant and its upload.
SELECT sqlc.embed(r), g.state AS grant_state, g.mode, g.until_at, u.state AS upload_state, u.created_at AS uploaded_at, u.associated_at
FROM retrievals r JOIN grants g ON g.id = r.grant_id JOIN uploads u ON u.id = r.upload_id
WHERE r.id = $1 AND r.application_id = $2;

-- name: SpendAttempt :execrows
UPDATE retrieval_items SET attempts = attempts + 1, under_way = under_way + 1, attempted_at = @attempted_at WHERE retrieval_id = @retrieval_id AND item = @item AND attempts < @max_attempts;

-- name: AttemptBroke :exec
-- One attempt has ended without sending the whole file; another may still be sending.
UPDATE retrieval_items SET under_way = under_way - 1 WHERE retrieval_id = $1 AND item = $2;

-- name: AttemptsSince :one
SELECT count(*) FROM retrieval_items WHERE retrieval_id = $1 AND attempted_at > $2 AND under_way > 0;

-- name: RetrievalFetched :exec
UPDATE retrievals SET fetched = $1 WHERE id = $2;

-- name: CancelRetrieval :execrows
UPDATE retrievals SET cancelled_at = @cancelled_at WHERE id = @id AND cancelled_at IS NULL;

-- name: UnsettledRetrievals :many
SELECT * FROM retrievals WHERE NOT settled AND created_at <= $1 ORDER BY created_at, id LIMIT $2 OFFSET $3;

-- name: SettleRetrieval :execrows
UPDATE retrievals SET settled = @settled WHERE id = @id AND NOT settled;
