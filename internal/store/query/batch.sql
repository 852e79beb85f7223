-- name: InsertBatch :exec
INSERT INTO batches (id, studio_id, by_subject_id, row_count, created_at, changed_at, mac) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: Batch :one
SELECT * FROM batches WHERE id = $1;

-- name: BatchesOf :many
SELECT * FROM batches WHERE studio_id = @studio_id AND (@by_subject_id::text = '' OR by_subject_id = @by_subject_id::text) AND changed_at > @after
ORDER BY created_at DESC LIMIT @max_rows;

-- name: UpdateBatch :execrows
UPDATE batches SET changed_at = @changed_at, mac = @mac WHERE id = @id AND mac = @before;

-- name: PurgeBatches :execrows
DELETE FROM batches WHERE changed_at <= $1;

-- name: InsertBatchRow :exec
INSERT INTO batch_rows (batch_id, n, sealed) VALUES ($1, $2, $3);

-- name: BatchRows :many
SELECT * FROM batch_rows WHERE batch_id = $1 ORDER BY n;

-- name: UpdateBatchRow :execrows
UPDATE batch_rows SET sealed = @sealed WHERE batch_id = @batch_id AND n = @n AND sealed = @before;
