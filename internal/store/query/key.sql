-- The keys that records depend on, and how records move from one key to another.
-- A keyed hash begins with the 8 bytes of the id of its look-up key, a wrapped key
-- has those of its master key after its format, and a small sealed value begins with
-- the 4 bytes of its generation.

-- name: Binding :one
SELECT value FROM bindings WHERE name = $1;

-- name: Bind :exec
INSERT INTO bindings (name, value, set_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET value = excluded.value, set_at = excluded.set_at;

-- name: LookupKeysOfAliases :many
SELECT substr(hash, 1, 8) AS key, count(*) AS records FROM aliases GROUP BY substr(hash, 1, 8);

-- name: LookupKeysOfCodes :many
SELECT substr(code_hash, 1, 8) AS key, count(*) AS records FROM uploads WHERE code_hash IS NOT NULL GROUP BY substr(code_hash, 1, 8);

-- name: LookupKeysOfTickets :many
SELECT substr(code_hash, 1, 8) AS key, count(*) AS records FROM tickets WHERE state = 'open' AND expires_at > @now GROUP BY substr(code_hash, 1, 8);

-- name: LookupKeysOfPictures :many
SELECT substr(repeat_hash, 1, 8) AS key, count(*) AS records FROM files WHERE repeat_hash IS NOT NULL GROUP BY substr(repeat_hash, 1, 8);

-- name: LookupKeysOfSecrets :many
SELECT substr(hash, 1, 8) AS key, count(*) AS records FROM secrets WHERE expires_at IS NULL OR expires_at > @now GROUP BY substr(hash, 1, 8);

-- name: LookupKeysOfTokens :many
SELECT substr(hash, 1, 8) AS key, count(*) AS records FROM tokens WHERE expires_at > @now GROUP BY substr(hash, 1, 8);

-- name: LookupKeysOfSessions :many
SELECT substr(hash, 1, 8) AS key, count(*) AS records FROM sessions WHERE expires_at > @now GROUP BY substr(hash, 1, 8);

-- name: LookupKeysOfBrowsers :many
SELECT substr(hash, 1, 8) AS key, count(*) AS records FROM browsers WHERE expires_at > @now GROUP BY substr(hash, 1, 8);

-- name: LookupKeysOfSignIns :many
SELECT substr(hash, 1, 8) AS key, count(*) AS records FROM sign_ins WHERE expires_at > @now GROUP BY substr(hash, 1, 8);

-- name: LookupKeysOfOTPs :many
SELECT substr(hash, 1, 8) AS key, count(*) AS records FROM otps WHERE expires_at > @now AND used_at IS NULL GROUP BY substr(hash, 1, 8);

-- name: LookupKeysOfReports :many
SELECT substr(report_hash, 1, 8) AS key, count(*) AS records FROM messages WHERE report_hash IS NOT NULL GROUP BY substr(report_hash, 1, 8);

-- name: LookupKeysOfReplies :many
SELECT substr(scope, 1, 8) AS key, count(*) AS records FROM idempotency WHERE created_at > @since GROUP BY substr(scope, 1, 8);

-- name: LookupKeysOfContacts :many
-- The messages of a day to one contact are counted under its keyed hash.
SELECT substr(key, 1, 8) AS key, count(*) AS records FROM counters WHERE kind = 'contact' AND day >= @today GROUP BY substr(key, 1, 8);

-- name: MasterKeysOfUploads :many
SELECT substr(wrapped, 2, 8) AS key, count(*) AS records FROM upload_keys GROUP BY substr(wrapped, 2, 8);

-- name: MasterKeysOfService :many
SELECT substr(wrapped, 2, 8) AS key, count(*) AS records FROM sealing_keys GROUP BY substr(wrapped, 2, 8);

-- name: GenerationsOfAliases :many
SELECT substr(sealed, 1, 4) AS key, count(*) AS records FROM aliases GROUP BY substr(sealed, 1, 4);

-- name: GenerationsOfStudios :many
SELECT substr(sealed_name, 1, 4) AS key, count(*) AS records FROM studios GROUP BY substr(sealed_name, 1, 4);

-- name: GenerationsOfEmployees :many
SELECT substr(sealed_label, 1, 4) AS key, count(*) AS records FROM employees GROUP BY substr(sealed_label, 1, 4);

-- name: GenerationsOfPublishedKeys :many
SELECT substr(sealed, 1, 4) AS key, count(*) AS records FROM published_keys GROUP BY substr(sealed, 1, 4);

-- The tables of people, uploads and files are large: an index by the key finds the
-- next records to move, in any order. It serves < and >, and neither <> nor ORDER BY.

-- name: AliasesOfOtherLookupKeys :many
SELECT * FROM aliases WHERE substr(hash, 1, 8) < @current OR substr(hash, 1, 8) > @current LIMIT @max_rows;

-- name: CodesOfOtherLookupKeys :many
SELECT * FROM uploads WHERE sealed_code IS NOT NULL AND substr(code_hash, 1, 8) < @current
    OR sealed_code IS NOT NULL AND substr(code_hash, 1, 8) > @current LIMIT @max_rows;

-- name: PicturesOfOtherLookupKeys :many
SELECT * FROM files WHERE role = 'master' AND substr(repeat_hash, 1, 8) < @current
    OR role = 'master' AND substr(repeat_hash, 1, 8) > @current LIMIT @max_rows;

-- name: RehashPicture :execrows
UPDATE files SET repeat_hash = @repeat_hash WHERE id = @id AND repeat_hash = @before;

-- name: UploadKeysOfOtherMasters :many
SELECT upload_id, wrapped FROM upload_keys WHERE substr(wrapped, 2, 8) < @current OR substr(wrapped, 2, 8) > @current LIMIT @max_rows;

-- name: ServiceKeysOfOtherMasters :many
SELECT id, wrapped FROM sealing_keys WHERE substr(wrapped, 2, 8) <> @current ORDER BY id LIMIT @max_rows;

-- name: AliasesOfOtherGenerations :many
SELECT * FROM aliases WHERE substr(sealed, 1, 4) < @current OR substr(sealed, 1, 4) > @current LIMIT @max_rows;

-- name: StudiosOfOtherGenerations :many
SELECT * FROM studios WHERE substr(sealed_name, 1, 4) <> @current ORDER BY id LIMIT @max_rows;

-- name: EmployeesOfOtherGenerations :many
SELECT * FROM employees WHERE substr(sealed_label, 1, 4) <> @current ORDER BY id LIMIT @max_rows;

-- name: PublishedKeysOfOtherGenerations :many
SELECT * FROM published_keys WHERE substr(sealed, 1, 4) <> @current ORDER BY id LIMIT @max_rows;

-- name: ResealPublishedKey :execrows
UPDATE published_keys SET sealed = @sealed WHERE id = @id AND sealed = @before;

-- name: ForgetReports :execrows
UPDATE messages SET report_hash = NULL WHERE report_hash IS NOT NULL AND created_at <= @created_at;
