-- name: SaveBody :exec
INSERT INTO bodies (id, name_el, name_en, mac) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET name_el = excluded.name_el, name_en = excluded.name_en, mac = excluded.mac;

-- name: InsertApplication :execrows
INSERT INTO applications (id, body_id, name_el, name_en, legal_basis_el, legal_basis_en, refusal_el, refusal_en, items, profile, signature_approved, created_at, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO NOTHING;

-- name: InsertPurpose :exec
INSERT INTO purposes (application_id, purpose, name_el, name_en, mac) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (application_id, purpose) DO NOTHING;

-- name: Applications :many
SELECT sqlc.embed(a), sqlc.embed(b) FROM applications a JOIN bodies b ON b.id = a.body_id ORDER BY a.id;

-- name: Application :one
SELECT * FROM applications WHERE id = $1;

-- name: Purposes :many
SELECT * FROM purposes ORDER BY application_id, purpose;

-- name: PurposesOf :many
SELECT * FROM purposes WHERE application_id = $1 ORDER BY purpose;

-- name: UpdateApplication :execrows
UPDATE applications SET suspended_at = @suspended_at, mac = @mac WHERE id = @id AND mac = @before;

-- name: InsertSecret :exec
INSERT INTO secrets (id, application_id, hash, created_at, expires_at, mac) VALUES ($1, $2, $3, $4, $5, $6);

-- name: SecretsOf :many
SELECT * FROM secrets WHERE application_id = $1 AND (expires_at IS NULL OR expires_at > $2);

-- name: Secret :one
SELECT * FROM secrets WHERE id = $1;

-- name: UpdateSecret :execrows
UPDATE secrets SET hash = @hash, expires_at = @expires_at, mac = @mac WHERE id = @id AND mac = @before;

-- name: InsertToken :execrows
-- Nothing is inserted for a secret that has ended.
INSERT INTO tokens (hash, application_id, secret_id, expires_at, mac)
SELECT @hash, s.application_id, s.id, @expires_at, @mac FROM secrets s
WHERE s.id = @secret_id AND s.application_id = @application_id AND (s.expires_at IS NULL OR s.expires_at > @now);

-- name: TokenHolder :one
SELECT sqlc.embed(t), sqlc.embed(a) FROM tokens t JOIN applications a ON a.id = t.application_id
WHERE t.hash = @hash AND t.expires_at > @now AND t.expires_at <= @latest;

-- name: EndTokens :exec
DELETE FROM tokens WHERE secret_id = $1;

-- name: PurgeTokens :execrows
DELETE FROM tokens WHERE expires_at <= $1;

-- name: InsertRetrieval :exec
INSERT INTO retrievals (id, grant_id, application_id, subject_id, upload_id, items, purpose, created_at, fetched, settled, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: InsertRetrievalItem :exec
INSERT INTO retrieval_items (retrieval_id, item, attempts) VALUES ($1, $2, 0);

-- name: Retrieval :one
SELECT * FROM retrievals WHERE id = $1 AND application_id = $2;

-- name: RetrievalRelease :one
-- A retrieval with the current state of its grant and its upload.
SELECT sqlc.embed(r), sqlc.embed(g), sqlc.embed(u)
FROM retrievals r JOIN grants g ON g.id = r.grant_id JOIN uploads u ON u.id = r.upload_id
WHERE r.id = $1 AND r.application_id = $2;

-- name: SpendAttempt :execrows
UPDATE retrieval_items SET attempts = attempts + 1, under_way = under_way + 1, attempted_at = @attempted_at WHERE retrieval_id = @retrieval_id AND item = @item AND attempts < @max_attempts;

-- name: AttemptBroke :exec
-- One attempt has ended without sending the whole file; another may still be sending.
UPDATE retrieval_items SET under_way = under_way - 1 WHERE retrieval_id = $1 AND item = $2;

-- name: AttemptsSince :one
SELECT count(*) FROM retrieval_items WHERE retrieval_id = $1 AND attempted_at > $2 AND under_way > 0;

-- name: RetrievalByID :one
SELECT * FROM retrievals WHERE id = $1;

-- name: UpdateRetrieval :execrows
UPDATE retrievals SET cancelled_at = @cancelled_at, fetched = @fetched, settled = @settled, mac = @mac WHERE id = @id AND mac = @before;

-- name: UnsettledRetrievals :many
SELECT id, application_id FROM retrievals WHERE NOT settled AND created_at <= $1 ORDER BY created_at, id LIMIT $2 OFFSET $3;

-- name: RetrievalsOfPair :many
SELECT * FROM retrievals WHERE subject_id = @subject_id AND application_id = @application_id AND created_at >= @since AND id <> @other_than
ORDER BY created_at LIMIT 20;
