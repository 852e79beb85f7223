-- The rows of each table with a code, by key, from a key on.

-- name: AliasesFrom :many
SELECT * FROM aliases WHERE (kind, hash) >= (@kind::text, @hash::bytea) ORDER BY kind, hash LIMIT @max_rows;

-- name: StudiosFrom :many
SELECT * FROM studios WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: EligibilityFrom :many
SELECT * FROM eligibility WHERE subject_id >= @first::text ORDER BY subject_id LIMIT @max_rows;

-- name: EmployeesFrom :many
SELECT * FROM employees WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: PreferencesFrom :many
SELECT * FROM preferences WHERE subject_id >= @first::text ORDER BY subject_id LIMIT @max_rows;

-- name: CustodiesFrom :many
SELECT * FROM custodies WHERE (custodian_id, minor_id) >= (@custodian::text, @minor::text) ORDER BY custodian_id, minor_id LIMIT @max_rows;

-- name: UploadsFrom :many
SELECT * FROM uploads WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: BatchesFrom :many
SELECT * FROM batches WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: ErasuresFrom :many
SELECT * FROM erasures WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: ClaimsFrom :many
SELECT * FROM claims WHERE (subject_id, upload_id) >= (@subject::text, @upload::text) ORDER BY subject_id, upload_id LIMIT @max_rows;

-- name: AssociationsFrom :many
SELECT * FROM associations WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: TicketsFrom :many
SELECT * FROM tickets WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: BodiesFrom :many
SELECT * FROM bodies WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: ApplicationsFrom :many
SELECT * FROM applications WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: PurposesFrom :many
SELECT * FROM purposes WHERE (application_id, purpose) >= (@application::text, @first_purpose::text) ORDER BY application_id, purpose LIMIT @max_rows;

-- name: SecretsFrom :many
SELECT * FROM secrets WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: TokensFrom :many
SELECT * FROM tokens WHERE hash >= @first::bytea ORDER BY hash LIMIT @max_rows;

-- name: GrantsFrom :many
SELECT * FROM grants WHERE id >= @first::text ORDER BY id LIMIT @max_rows;

-- name: RetrievalsFrom :many
SELECT * FROM retrievals WHERE id >= @first::text ORDER BY id LIMIT @max_rows;
