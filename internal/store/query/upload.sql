-- name: InsertUpload :exec
INSERT INTO uploads (id, studio_id, by_subject_id, state, documents, created_at, changed_at, due_at, code_hash, sealed_details, sealed_contact, mac, bound_id, sealed_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: Upload :one
SELECT * FROM uploads WHERE id = $1;

-- name: UploadByCode :one
SELECT * FROM uploads WHERE code_hash = $1;

-- name: OwnUploadByCode :one
SELECT u.* FROM uploads u WHERE u.code_hash = @code_hash AND (u.subject_id = @subject_id OR EXISTS (
    SELECT 1 FROM claims c WHERE c.upload_id = u.id AND c.subject_id = @subject_id AND c.closed_at IS NULL));

-- name: UpdateUpload :execrows
UPDATE uploads SET state = @state, documents = @documents, created_at = @created_at, changed_at = @changed_at,
    sent_at = @sent_at, viewed_at = @viewed_at, rejected_at = @rejected_at, reject_reason = @reject_reason, replaced_at = @replaced_at,
    associated_at = @associated_at, subject_id = @subject_id, bound_id = @bound_id, resends = @resends, stranger_id = @stranger_id, remind_at = @remind_at, due_at = @due_at, code_hash = @code_hash, sealed_code = @sealed_code, sealed_details = @sealed_details,
    sealed_contact = @sealed_contact, contact_until_at = @contact_until_at, version = version + 1, mac = @mac
WHERE id = @id AND version = @version;

-- name: ContactsDue :many
SELECT id FROM uploads WHERE contact_until_at <= $1 ORDER BY contact_until_at, id LIMIT $2 OFFSET $3;

-- name: MarkErased :execrows
UPDATE uploads SET state = 'erased', due_at = NULL, remind_at = NULL, code_hash = NULL, sealed_code = NULL, sealed_details = NULL,
    sealed_contact = NULL, contact_until_at = NULL, erased_at = @erased_at, erase_rule = @erase_rule, version = version + 1, mac = @mac
WHERE id = @id AND version = @version;

-- name: InsertUploadKey :exec
INSERT INTO upload_keys (upload_id, wrapped) VALUES ($1, $2);

-- name: UploadKey :one
SELECT wrapped FROM upload_keys WHERE upload_id = $1;

-- name: UpdateUploadKey :execrows
UPDATE upload_keys SET wrapped = @wrapped WHERE upload_id = @upload_id AND wrapped = @before;

-- name: DeleteUploadKey :exec
DELETE FROM upload_keys WHERE upload_id = $1;

-- name: DueUploads :many
SELECT id FROM uploads WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2;

-- name: UploadsToRemind :many
SELECT id FROM uploads WHERE remind_at <= $1 ORDER BY remind_at, id LIMIT $2;

-- name: UploadsOfStudio :many
SELECT * FROM uploads WHERE studio_id = @studio_id AND created_at >= @since AND created_at < @before
    AND (@by_subject_id = '' OR by_subject_id = @by_subject_id) AND (@state::text = '' OR state = @state::text)
ORDER BY created_at DESC LIMIT @max_rows;

-- name: CountUploadsOfStudio :one
SELECT count(*) FROM uploads WHERE studio_id = @studio_id AND created_at >= @since AND created_at < @before
    AND (@by_subject_id = '' OR by_subject_id = @by_subject_id) AND (@state::text = '' OR state = @state::text);

-- DraftBytes returns the size of the pictures of a studio's drafts, without those of
-- one upload.
-- name: DraftBytes :one
SELECT coalesce(sum(f.bytes), 0)::bigint FROM uploads u JOIN files f ON f.upload_id = u.id
WHERE u.studio_id = @studio_id AND u.state = 'draft' AND u.id <> @except_id;

-- name: DissociatedOf :many
SELECT * FROM uploads WHERE subject_id = $1 AND state = 'dissociated' ORDER BY associated_at DESC LIMIT 20;

-- name: InsertFile :exec
INSERT INTO files (id, upload_id, item, role, profile, width, height, orientation, bytes, sealed_key, sealed_digest, repeat_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- UploadsWithMaster returns the newest other uploads of a studio that have the
-- same picture and are neither drafts nor due.
-- name: UploadsWithMaster :many
SELECT u.* FROM files f JOIN uploads u ON u.id = f.upload_id
WHERE f.repeat_hash = @repeat_hash AND u.studio_id = @studio_id AND u.id <> @except_id AND u.state <> 'draft' AND u.due_at > @now
ORDER BY u.created_at DESC LIMIT 10;

-- name: FilesOf :many
SELECT * FROM files WHERE upload_id = $1 ORDER BY item, role;

-- FileWithKey returns a picture of an upload with the key of the upload: the
-- derivative made for the profile when there is one, else the file with the role.
-- name: FileWithKey :one
SELECT sqlc.embed(f), k.wrapped FROM files f JOIN upload_keys k ON k.upload_id = f.upload_id
WHERE f.upload_id = @upload_id AND f.item = @item AND (f.role = @role OR f.role = 'derivative' AND f.profile = @profile)
ORDER BY f.role LIMIT 1;

-- name: InsertChecks :exec
INSERT INTO checks (upload_id, profile, sealed) VALUES ($1, $2, $3);

-- name: Checks :one
SELECT sealed FROM checks WHERE upload_id = $1 AND profile = $2;

-- name: DeleteChecks :exec
DELETE FROM checks WHERE upload_id = $1;

-- name: AddTally :exec
INSERT INTO tallies (studio_id, month, profile, version, rule, outcome, n)
VALUES (@studio_id, @month, @profile, @version, @rule, @outcome, 1)
ON CONFLICT (studio_id, month, profile, version, rule, outcome) DO UPDATE SET n = tallies.n + 1;

-- Tallies returns the counts of one studio, or of all when the id is empty, from a
-- month on.
-- name: Tallies :many
SELECT profile, version, rule, outcome, CAST(sum(n) AS BIGINT) AS n FROM tallies
WHERE (studio_id = @studio_id OR @studio_id = '') AND month >= @since
GROUP BY profile, version, rule, outcome;

-- TallyStudios returns, for each document, the number of studios that have
-- verdicts.
-- name: TallyStudios :many
SELECT profile, count(DISTINCT studio_id) AS studios FROM tallies WHERE rule = '' AND month >= @since GROUP BY profile;

-- name: FileExists :one
SELECT count(*) FROM files WHERE id = $1;

-- name: AnyFile :one
SELECT id FROM files LIMIT 1;

-- name: InsertShreds :exec
INSERT INTO shreds (file_id, created_at) SELECT f.id, @created_at FROM files f WHERE f.upload_id = @upload_id;

-- name: DeleteFiles :exec
DELETE FROM files WHERE upload_id = $1;

-- name: Shreds :many
SELECT file_id FROM shreds ORDER BY created_at, file_id LIMIT $1 OFFSET $2;

-- name: DeleteShred :exec
DELETE FROM shreds WHERE file_id = $1;

-- name: InsertErasure :exec
-- A row that somebody else has put there does not hold up the erasure.
INSERT INTO erasures (id, erased_at, mac) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET erased_at = excluded.erased_at, mac = excluded.mac;

-- name: Erasures :many
SELECT * FROM erasures ORDER BY erased_at LIMIT $1;

-- name: DeleteErasure :exec
DELETE FROM erasures WHERE id = $1 AND mac = $2;

-- name: Returned :one
SELECT * FROM uploads u WHERE u.state <> 'erased'
    AND (u.id = @listed::text OR u.id = (SELECT f.upload_id FROM files f WHERE f.id = @listed::text));

-- name: InsertIdempotency :execrows
INSERT INTO idempotency (scope, fingerprint, sealed, created_at, upload_id) VALUES (@scope, @fingerprint, @sealed, @created_at, @upload_id)
ON CONFLICT (scope) DO UPDATE
SET fingerprint = excluded.fingerprint, sealed = excluded.sealed, created_at = excluded.created_at, upload_id = excluded.upload_id
WHERE idempotency.created_at <= @expired;

-- name: Idempotency :one
SELECT * FROM idempotency WHERE scope = $1 AND created_at > $2;

-- name: DeleteIdempotencyOf :exec
DELETE FROM idempotency WHERE upload_id = $1 AND upload_id <> '';

-- name: PurgeIdempotency :execrows
DELETE FROM idempotency WHERE created_at <= $1;
