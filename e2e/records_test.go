package e2e_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // to read what the service left on the disk

	"myphoto/e2e/program"
)

// records is a copy of the database of a dead service. It is a copy so that the
// next start finds exactly what the kill left.
type records struct {
	*sql.DB
	t     *testing.T
	store string
}

func look(t *testing.T, p *program.Program) records {
	t.Helper()
	select {
	case <-p.Ended():
	default:
		t.Fatal("the service still runs")
	}
	store, copied := filepath.Join(p.Data, storeFolder), t.TempDir()
	for _, name := range []string{"myphoto.db", "myphoto.db-wal"} {
		content, err := os.ReadFile(filepath.Join(store, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(copied, "myphoto.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return records{db, t, store}
}

// rewrite changes the database directly: to let time pass, or as an intruder would.
func rewrite(t *testing.T, p *program.Program, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(p.Data, storeFolder, "myphoto.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// list returns the first column of a query.
func (r records) list(query string, args ...any) (values []string) {
	r.t.Helper()
	rows, err := r.QueryContext(r.t.Context(), query, args...)
	if err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var value sql.NullString
		if err := rows.Scan(&value); err != nil {
			r.t.Fatal(err)
		}
		values = append(values, value.String)
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return values
}

func (r records) count(query string, args ...any) int { return len(r.list(query, args...)) }

// halves returns queries for inconsistent states, by name. Every one of them must
// always return no row.
func halves() map[string]string {
	return map[string]string{
		"the database is damaged":     `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
		"a record points nowhere":     `SELECT "table" FROM pragma_foreign_key_check`,
		"a live upload lacks its key": `SELECT id FROM uploads WHERE state <> 'erased' AND id NOT IN (SELECT upload_id FROM upload_keys)`,
		"a live upload lacks a file":  `SELECT id FROM uploads u WHERE state <> 'erased' AND (SELECT count(*) FROM files WHERE upload_id = u.id) <> 4`,
		"an erased upload kept something": `SELECT id FROM uploads u WHERE state = 'erased' AND (code_hash IS NOT NULL
			OR EXISTS (SELECT 1 FROM upload_keys WHERE upload_id = u.id) OR EXISTS (SELECT 1 FROM files WHERE upload_id = u.id)
			OR EXISTS (SELECT 1 FROM messages WHERE upload_id = u.id AND state = 'queued'))`,
		"a waiting upload has no code or message": `SELECT id FROM uploads u WHERE state = 'waiting'
			AND (code_hash IS NULL OR NOT EXISTS (SELECT 1 FROM messages WHERE upload_id = u.id))`,
		"a message belongs to no upload": `SELECT id FROM messages WHERE upload_id <> '' AND upload_id NOT IN (SELECT id FROM uploads)`,
		"state and association disagree": `SELECT id FROM uploads u WHERE (state = 'associated') <>
			EXISTS (SELECT 1 FROM associations WHERE upload_id = u.id AND ended_at IS NULL)`,
		"a grant lives without its files": `SELECT g.id FROM grants g JOIN uploads u ON u.id = g.upload_id WHERE g.state = 'live' AND u.state <> 'associated'`,
		"a one-time grant was used without a retrieval, or twice": `SELECT id FROM grants g WHERE mode = 'once' AND NOT given_back
			AND (state = 'used') <> ((SELECT count(*) FROM retrievals WHERE grant_id = g.id) = 1) AND state IN ('live', 'used')`,
		"a retrieval lists no items": `SELECT id FROM retrievals WHERE id NOT IN (SELECT retrieval_id FROM retrieval_items)`,
		"an act and its event disagree": `SELECT kind FROM (
			SELECT 'upload.create' kind, (SELECT count(*) FROM uploads) done UNION ALL
			SELECT 'associate', (SELECT count(*) FROM associations) UNION ALL
			SELECT 'grant.give', (SELECT count(*) FROM grants) UNION ALL
			SELECT 'retrieval.create', (SELECT count(*) FROM retrievals) UNION ALL
			SELECT 'erase%', (SELECT count(*) FROM uploads WHERE state = 'erased') UNION ALL
			SELECT 'retrieval.fetch', (SELECT coalesce(sum(attempts), 0) FROM retrieval_items)
		) WHERE done <> (SELECT count(*) FROM events WHERE outcome = 'done' AND act LIKE kind)`,
		"an integrated event is on no checkpoint": `SELECT id FROM events WHERE seq >= (SELECT coalesce(max(size), 0) FROM checkpoints)`,
	}
}

// whole checks that no state is inconsistent and that every recorded file exists.
// It returns the files without a record.
func (r records) whole() (unwanted []string) {
	r.t.Helper()
	for what, query := range halves() {
		if found := r.list(query); len(found) > 0 {
			r.t.Errorf("%s: %v", what, found)
		}
	}
	there := map[string]bool{}
	for _, path := range filesBelow(r.t, filepath.Join(r.store, "files")) {
		there[filepath.Base(path)] = true
	}
	for _, id := range r.list(`SELECT id FROM files`) {
		if !there[id] {
			r.t.Errorf("file %s is recorded and not on the disk", id)
		}
		delete(there, id)
	}
	for _, id := range r.list(`SELECT file_id FROM shreds`) {
		delete(there, id) // its removal is recorded
	}
	for id := range there {
		unwanted = append(unwanted, id)
	}
	return unwanted
}

// listed reports whether an upload is on the erasure list outside the
// database, in a whole line.
func listed(t *testing.T, p *program.Program, upload string) bool {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(p.Data, storeFolder, "erasures.log"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if strings.HasSuffix(line, " "+upload+"\n") {
			return true
		}
	}
	return false
}

func filesBelow(t *testing.T, folder string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return paths
}
