-- name: Session :one
SELECT sealed FROM sessions WHERE hash = $1 AND expires_at > $2;

-- name: SaveSession :exec
INSERT INTO sessions (hash, sealed, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (hash) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE hash = $1;

-- name: PurgeSessions :execrows
DELETE FROM sessions WHERE expires_at <= $1;

-- name: InsertSignIn :exec
INSERT INTO sign_ins (hash, browser, provider, expires_at) VALUES ($1, $2, $3, $4);

-- name: TakeSignIn :execrows
DELETE FROM sign_ins WHERE hash = $1 AND browser = $2 AND provider = $3 AND expires_at > $4;

-- name: PurgeSignIns :execrows
DELETE FROM sign_ins WHERE expires_at <= $1;

-- name: InsertOTP :exec
INSERT INTO otps (id, session, subject_id, hash, sealed, tries, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $7);

-- name: LatestOTP :one
SELECT * FROM otps WHERE session = $1 AND subject_id = $2 ORDER BY sent_at DESC LIMIT 1;

-- name: CountOTPs :one
SELECT count(*) FROM otps WHERE subject_id = $1 AND sent_at > $2;

-- name: LastOTPSent :one
SELECT sent_at FROM otps WHERE subject_id = $1 ORDER BY sent_at DESC LIMIT 1;

-- name: SpendOTPTry :execrows
UPDATE otps SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND used_at IS NULL AND expires_at > $3;

-- name: UseOTP :execrows
UPDATE otps SET used_at = $1 WHERE id = $2 AND used_at IS NULL;

-- name: PurgeOTPs :execrows
DELETE FROM otps WHERE sent_at <= $1;

-- name: SealingKey :one
SELECT wrapped FROM sealing_keys WHERE id = $1;

-- name: InsertSealingKey :execrows
INSERT INTO sealing_keys (id, wrapped, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING;

-- name: ReplaceSealingKey :execrows
UPDATE sealing_keys SET wrapped = @wrapped, created_at = @created_at WHERE id = @id;

-- name: ServiceKeysLike :many
SELECT id, wrapped FROM sealing_keys WHERE id LIKE @pattern ORDER BY id;

-- name: RewrapSealingKey :execrows
UPDATE sealing_keys SET wrapped = @wrapped WHERE id = @id AND wrapped = @before;

-- name: InsertPublishedKey :exec
INSERT INTO published_keys (id, kind, sealed, made_at) VALUES ($1, $2, $3, $4);

-- name: PublishedKeys :many
SELECT * FROM published_keys ORDER BY made_at DESC, id;

-- name: Spend :execrows
INSERT INTO counters (kind, key, day, used) VALUES (@kind, @key, @day, 1)
ON CONFLICT (kind, key, day) DO UPDATE SET used = counters.used + 1 WHERE counters.used < @max_used;

-- name: Spent :one
SELECT used FROM counters WHERE kind = $1 AND key = $2 AND day = $3;

-- name: PurgeCounters :execrows
DELETE FROM counters WHERE day < $1;
