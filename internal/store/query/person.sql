-- name: InsertSubject :exec
INSERT INTO subjects (id, created_at, seen_at) VALUES (@id, @created_at, @created_at);

-- name: SeeSubject :exec
UPDATE subjects SET seen_at = @seen_at WHERE id = @id AND seen_at < @seen_at;

-- name: InsertAlias :execrows
INSERT INTO aliases (kind, hash, subject_id, sealed, created_at, number_mac, mac) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (kind, hash) DO NOTHING;

-- name: AliasByHash :one
SELECT * FROM aliases WHERE kind = $1 AND hash = $2;

-- name: UpdateAlias :execrows
UPDATE aliases SET hash = @hash, sealed = @sealed, mac = @mac WHERE kind = @kind AND hash = @before_hash AND mac = @before;

-- name: AliasOf :one
SELECT * FROM aliases WHERE subject_id = $1 AND kind = $2 ORDER BY created_at DESC LIMIT 1;

-- name: StudioOfOwner :one
SELECT * FROM studios WHERE subject_id = $1;

-- name: Studio :one
SELECT * FROM studios WHERE id = $1;

-- name: InsertStudio :exec
INSERT INTO studios (id, subject_id, sealed_name, created_at, mac) VALUES ($1, $2, $3, $4, $5);

-- name: UpdateStudio :execrows
UPDATE studios SET sealed_name = @sealed_name, mac = @mac WHERE id = @id AND mac = @before;

-- name: Eligibility :one
SELECT * FROM eligibility WHERE subject_id = $1;

-- name: SaveEligibility :exec
INSERT INTO eligibility (subject_id, reason, checked_at, mac) VALUES ($1, $2, $3, $4)
ON CONFLICT (subject_id) DO UPDATE SET reason = excluded.reason, checked_at = excluded.checked_at, mac = excluded.mac;

-- name: InsertEmployee :exec
INSERT INTO employees (id, studio_id, subject_id, sealed_label, added_at, mac) VALUES ($1, $2, $3, $4, $5, $6);

-- name: EmployeesOf :many
SELECT * FROM employees WHERE studio_id = $1 AND removed_at IS NULL ORDER BY added_at;

-- name: EmploymentsOf :many
SELECT * FROM employees WHERE subject_id = $1 AND removed_at IS NULL ORDER BY added_at;

-- name: Employment :one
SELECT * FROM employees WHERE studio_id = $1 AND subject_id = $2 AND removed_at IS NULL;

-- name: CurrentEmployee :one
SELECT * FROM employees WHERE id = $1 AND removed_at IS NULL;

-- name: FormerEmployee :one
SELECT * FROM employees WHERE id = $1 AND removed_at IS NOT NULL;

-- name: AcceptedEmployments :many
SELECT * FROM employees WHERE accepted_at IS NOT NULL AND removed_at IS NULL ORDER BY id;

-- name: UpdateEmployee :execrows
UPDATE employees SET sealed_label = @sealed_label, accepted_at = @accepted_at, used_at = @used_at, removed_at = @removed_at, mac = @mac
WHERE id = @id AND mac = @before;

-- name: TermsAccepted :one
SELECT accepted_at FROM terms WHERE subject_id = $1 AND version = $2;

-- name: AcceptTerms :exec
INSERT INTO terms (subject_id, version, accepted_at) VALUES ($1, $2, $3) ON CONFLICT (subject_id, version) DO NOTHING;

-- name: Preferences :one
SELECT * FROM preferences WHERE subject_id = $1;

-- name: SavePreferences :execrows
INSERT INTO preferences (subject_id, notices, paused_at, changed_at, mac) VALUES (@subject_id, @notices, @paused_at, @changed_at, @mac)
ON CONFLICT (subject_id) DO UPDATE SET notices = excluded.notices, paused_at = excluded.paused_at, changed_at = excluded.changed_at, mac = excluded.mac
WHERE preferences.mac = @before;

-- name: Custody :one
SELECT * FROM custodies WHERE custodian_id = $1 AND minor_id = $2;

-- name: CustodiesBy :many
SELECT * FROM custodies WHERE custodian_id = @custodian_id ORDER BY minor_id LIMIT @max_rows;

-- name: CustodiesOf :many
SELECT * FROM custodies WHERE minor_id = @minor_id ORDER BY custodian_id LIMIT @max_rows;

-- name: SaveCustody :execrows
INSERT INTO custodies (custodian_id, minor_id, kind, sealed, adult_at, lapsed_at, asked_at, session, mac)
VALUES (@custodian_id, @minor_id, @kind, @sealed, @adult_at, @lapsed_at, @asked_at, @session, @mac)
ON CONFLICT (custodian_id, minor_id) DO UPDATE SET kind = excluded.kind, sealed = excluded.sealed, adult_at = excluded.adult_at,
    lapsed_at = excluded.lapsed_at, asked_at = excluded.asked_at, session = excluded.session, mac = excluded.mac
WHERE custodies.mac = @before;

-- name: DeleteCustody :exec
DELETE FROM custodies WHERE custodian_id = $1 AND minor_id = $2;

-- name: PurgeCustodies :execrows
DELETE FROM custodies WHERE adult_at <= @now OR asked_at <= @asked_before;
