-- name: InsertSubject :exec
INSERT INTO subjects (id, created_at, seen_at) VALUES (@id, @created_at, @created_at);

-- name: SeeSubject :exec
UPDATE subjects SET seen_at = @seen_at WHERE id = @id AND seen_at < @seen_at;

-- name: InsertAlias :execrows
INSERT INTO aliases (kind, hash, subject_id, sealed, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, hash) DO NOTHING;

-- name: SubjectOf :one
SELECT subject_id FROM aliases WHERE kind = $1 AND hash = $2;

-- name: AliasOf :one
SELECT sealed, hash FROM aliases WHERE subject_id = $1 AND kind = $2 ORDER BY created_at DESC LIMIT 1;

-- name: StudioOfOwner :one
SELECT * FROM studios WHERE subject_id = $1;

-- name: Studio :one
SELECT * FROM studios WHERE id = $1;

-- name: SaveStudio :exec
INSERT INTO studios (id, subject_id, sealed_name, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (subject_id) DO UPDATE SET sealed_name = excluded.sealed_name;

-- name: Eligibility :one
SELECT * FROM eligibility WHERE subject_id = $1;

-- name: SaveEligibility :exec
INSERT INTO eligibility (subject_id, reason, checked_at) VALUES ($1, $2, $3)
ON CONFLICT (subject_id) DO UPDATE SET reason = excluded.reason, checked_at = excluded.checked_at;

-- name: InsertEmployee :exec
INSERT INTO employees (id, studio_id, subject_id, sealed_label, added_at) VALUES ($1, $2, $3, $4, $5);

-- name: EmployeesOf :many
SELECT * FROM employees WHERE studio_id = $1 AND removed_at IS NULL ORDER BY added_at;

-- name: EmploymentsOf :many
SELECT * FROM employees WHERE subject_id = $1 AND removed_at IS NULL ORDER BY added_at;

-- name: Employment :one
SELECT * FROM employees WHERE studio_id = $1 AND subject_id = $2 AND removed_at IS NULL;

-- name: AcceptEmployment :execrows
UPDATE employees SET accepted_at = $1 WHERE id = $2 AND subject_id = $3 AND accepted_at IS NULL AND removed_at IS NULL;

-- name: UseEmployment :exec
UPDATE employees SET used_at = $1 WHERE id = $2;

-- name: RemoveEmployee :execrows
UPDATE employees SET removed_at = $1 WHERE id = $2 AND studio_id = $3 AND removed_at IS NULL;

-- name: RefuseEmployment :execrows
UPDATE employees SET removed_at = $1 WHERE id = $2 AND subject_id = $3 AND accepted_at IS NULL AND removed_at IS NULL;

-- name: TermsAccepted :one
SELECT accepted_at FROM terms WHERE subject_id = $1 AND version = $2;

-- name: AcceptTerms :exec
INSERT INTO terms (subject_id, version, accepted_at) VALUES ($1, $2, $3) ON CONFLICT (subject_id, version) DO NOTHING;
