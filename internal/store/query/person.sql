-- name: InsertSubject :exec
INSERT INTO subjects (id, created_at) VALUES ($1, $2);

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

-- name: InsertStudio :exec
INSERT INTO studios (id, subject_id, sealed_name, eligible, checked_at, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: SetEligibility :exec
UPDATE studios SET sealed_name = $1, eligible = $2, checked_at = $3 WHERE id = $4;

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
