-- Deletes records some years after their last event. A record that is still in
-- use, or to which another record refers, stays.

-- name: EndRetrievals :execrows
DELETE FROM retrievals WHERE id IN (SELECT r.id FROM retrievals r WHERE r.settled AND r.created_at <= @before LIMIT @max_rows);

-- name: EndGrants :execrows
DELETE FROM grants WHERE id IN (SELECT g.id FROM grants g WHERE g.state <> 'live' AND g.ended_at <= @before
    AND NOT EXISTS (SELECT 1 FROM retrievals r WHERE r.grant_id = g.id) LIMIT @max_rows);

-- name: EndAssociations :execrows
DELETE FROM associations WHERE id IN (SELECT a.id FROM associations a WHERE a.ended_at <= @before
    AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.association_id = a.id) LIMIT @max_rows);

-- name: EndClaims :execrows
DELETE FROM claims WHERE (subject_id, upload_id) IN (SELECT c.subject_id, c.upload_id FROM claims c WHERE c.closed_at <= @before LIMIT @max_rows);

-- name: EndMessages :execrows
DELETE FROM messages WHERE id IN (SELECT m.id FROM uploads u JOIN messages m ON m.upload_id = u.id
    WHERE u.state = 'erased' AND u.erased_at <= @before LIMIT @max_rows);

-- name: EndUploads :execrows
DELETE FROM uploads WHERE id IN (SELECT u.id FROM uploads u WHERE u.state = 'erased' AND u.erased_at <= @before
    AND NOT EXISTS (SELECT 1 FROM retrievals r WHERE r.upload_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.upload_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM associations a WHERE a.upload_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.upload_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.upload_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.id = u.id) LIMIT @max_rows);

-- name: EndEmployments :execrows
DELETE FROM employees WHERE id IN (SELECT e.id FROM employees e WHERE e.removed_at <= @before LIMIT @max_rows);

-- name: EndPeople :execrows
DELETE FROM subjects WHERE id IN (SELECT s.id FROM subjects s WHERE s.seen_at <= @before
    AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.by_subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.bound_id = s.id AND u.bound_id <> '')
    AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.subject_id = s.id OR t.acting_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM associations a WHERE a.subject_id = s.id OR a.acting_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM retrievals r WHERE r.subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM employees e WHERE e.subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM studios o JOIN uploads u ON u.studio_id = o.id WHERE o.subject_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM studios o JOIN employees e ON e.studio_id = o.id WHERE o.subject_id = s.id) LIMIT @max_rows);

-- name: CountOldEvents :one
SELECT count(*) FROM events WHERE at <= @before AND body IS NOT NULL AND seq IS NOT NULL AND act <> 'ledger.remove-bodies';
