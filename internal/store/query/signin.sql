-- name: Session :one
SELECT * FROM sessions WHERE hash = $1 AND expires_at > $2;

-- name: InsertSession :exec
INSERT INTO sessions (hash, id, subject_id, verified, sealed, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (hash) DO UPDATE SET
    id = excluded.id, subject_id = excluded.subject_id, verified = excluded.verified,
    sealed = excluded.sealed, expires_at = excluded.expires_at;

-- name: CountSessions :one
SELECT count(*) FROM sessions WHERE id = $1 AND expires_at > $2;

-- name: SessionsOfSubject :many
SELECT * FROM sessions WHERE subject_id = $1 AND expires_at > $2 ORDER BY expires_at DESC LIMIT $3;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE hash = $1;

-- name: EndSession :execrows
DELETE FROM sessions WHERE id = $1 AND subject_id = $2;

-- name: EndOtherSessions :execrows
DELETE FROM sessions WHERE subject_id = $1 AND id <> $2;

-- name: EndAllSessions :execrows
DELETE FROM sessions WHERE id <> '';

-- name: EndOldestSessions :execrows
DELETE FROM sessions WHERE sessions.subject_id = @subject_id AND sessions.verified AND sessions.hash NOT IN (
    SELECT o.hash FROM sessions o WHERE o.subject_id = @subject_id AND o.verified ORDER BY o.expires_at DESC LIMIT @max_left
);

-- name: PurgeSessions :execrows
DELETE FROM sessions WHERE expires_at <= $1;

-- name: InsertBrowser :exec
INSERT INTO browsers (id, hash, subject_id, sealed, since, expires_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: Browser :one
SELECT * FROM browsers WHERE hash = $1 AND subject_id = $2 AND expires_at > $3;

-- name: BrowsersOfSubject :many
SELECT * FROM browsers WHERE subject_id = $1 AND expires_at > $2 ORDER BY since DESC LIMIT $3;

-- name: BrowsersOfHash :many
SELECT * FROM browsers WHERE hash = $1 ORDER BY since DESC LIMIT $2;

-- name: RenameBrowser :execrows
UPDATE browsers SET hash = @new_hash, sealed = @sealed WHERE id = @id AND hash = @hash;

-- name: ForgetBrowser :execrows
DELETE FROM browsers WHERE id = $1 AND subject_id = $2;

-- name: ForgetBrowsers :execrows
DELETE FROM browsers WHERE subject_id = $1;

-- name: ForgetAllBrowsers :execrows
DELETE FROM browsers WHERE id <> '';

-- name: PurgeBrowsers :execrows
DELETE FROM browsers WHERE expires_at <= $1;

-- name: InsertSignIn :exec
INSERT INTO sign_ins (hash, browser, provider, expires_at) VALUES ($1, $2, $3, $4);

-- name: TakeSignIn :execrows
DELETE FROM sign_ins WHERE hash = $1 AND browser = $2 AND provider = $3 AND expires_at > $4;

-- name: PurgeSignIns :execrows
DELETE FROM sign_ins WHERE expires_at <= $1;

-- name: InsertOTP :exec
INSERT INTO otps (id, session, subject_id, hash, sealed, tries, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $7);

-- name: LatestOTP :one
SELECT * FROM otps WHERE session = $1 AND subject_id = $2 AND sent_at <= $3 ORDER BY sent_at DESC LIMIT 1;

-- name: CountOTPs :one
SELECT count(*) FROM otps WHERE subject_id = @subject_id AND sent_at > @since AND sent_at <= @until;

-- name: CountSessionOTPs :one
SELECT count(*) FROM otps WHERE session = @session AND sent_at > @since AND sent_at <= @until;

-- name: CountWrongOTPs :one
SELECT CAST(coalesce(sum(tries), 0) AS BIGINT) FROM otps WHERE subject_id = @subject_id AND sent_at > @since AND used_at IS NULL;

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
