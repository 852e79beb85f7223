package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/store/engine"
	"myphoto/internal/store/schema"
	"myphoto/internal/store/sqlite"
	"myphoto/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the schema of the newest migration to testdata")

// raw opens a database file without a store.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

// tables lists the statements that created everything in a database.
func tables(t *testing.T, path string) []string {
	t.Helper()
	rows, err := raw(t, path).QueryContext(t.Context(),
		"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// migrations returns the numbers of all migrations, in order.
func migrations(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(schema.Files, "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("migrations %v %v", files, err)
	}
	for i, name := range files {
		files[i], _, _ = strings.Cut(name, "_")
	}
	slices.Sort(files)
	return files
}

func fixture(number string) string { return filepath.Join("testdata", number+".sql") }

// TestEveryReleaseIsBroughtUpToDate: the schema after each migration is kept
// in testdata and must lead, by the migrations that came later, to the schema
// that a new database gets. A new migration adds a file: go test -update.
func TestEveryReleaseIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	fresh := filepath.Join(folder, "fresh.db")
	openAt(t, fresh)
	want := tables(t, fresh)
	numbers := migrations(t)
	if *update {
		text := strings.Join(want, ";\n") + ";\n"
		for i := range numbers { // goose counts from 0, the empty database
			text += fmt.Sprintf("INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, 1);\n", i)
		}
		text += fmt.Sprintf("INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, 1);\n", len(numbers))
		text += "INSERT INTO subjects (id, created_at, seen_at) VALUES ('sub_kept', 1, 1);\n"
		if err := os.WriteFile(fixture(numbers[len(numbers)-1]), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, number := range numbers {
		text, err := os.ReadFile(fixture(number))
		if err != nil {
			t.Fatalf("every migration needs its fixture: %v", err)
		}
		old := filepath.Join(folder, number+".db")
		if _, err := raw(t, old).ExecContext(t.Context(), string(text)); err != nil {
			t.Fatal(err)
		}
		s := openAt(t, old)
		if diff := cmp.Diff(want, tables(t, old)); diff != "" {
			t.Errorf("after %s: %s", number, diff)
		}
		if !storetest.Known(t, s.Store, "sub_kept") {
			t.Errorf("after %s: what was kept is gone", number)
		}
	}
}

// A former version of the program must not write to tables that it does not know.
func TestDatabaseOfANewerVersionIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "newer.db")
	openAt(t, path)
	if _, err := raw(t, path).ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"); err != nil {
		t.Fatal(err)
	}
	known := strings.TrimLeft(migrations(t)[len(migrations(t))-1], "0")
	for what, open := range map[string]func(context.Context, string) (*sqlite.DB, error){
		"to write": sqlite.Open, "to read": sqlite.OpenReadOnly,
	} {
		_, err := open(t.Context(), path)
		if !errors.Is(err, sqlite.ErrNewer) || !strings.Contains(err.Error(), "999") || !strings.Contains(err.Error(), known) {
			t.Errorf("opened %s: %v", what, err)
		}
	}
}

// Whoever only reads must not change the schema, and reads nothing by another one.
func TestDatabaseOfAnOlderVersionIsNotOnlyRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "older.db")
	openAt(t, path)
	if e, err := sqlite.OpenReadOnly(t.Context(), path); err != nil || e.Close() != nil {
		t.Fatalf("of this version: %v", err)
	}
	if _, err := raw(t, path).ExecContext(t.Context(), "DELETE FROM goose_db_version WHERE version_id > 0"); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.OpenReadOnly(t.Context(), path); !errors.Is(err, sqlite.ErrOlder) {
		t.Errorf("opened: %v", err)
	}
}

// A trigger deletes an event as it is written, and the ledger stays whole: what the
// migrations did not make is not worked with.
func TestSchemaThatNoMigrationMadeIsRefused(t *testing.T) {
	t.Parallel()
	for named, statement := range map[string]string{
		"trigger hide":             `CREATE TRIGGER hide AFTER INSERT ON events BEGIN DELETE FROM events WHERE id = new.id; END`,
		"view seen":                `CREATE VIEW seen AS SELECT * FROM events`,
		"table more":               `CREATE TABLE more (id TEXT)`,
		"index once":               `CREATE UNIQUE INDEX once ON events (act)`,
		"table shreds":             `DROP TABLE shreds; CREATE TABLE shreds (file_id TEXT PRIMARY KEY ON CONFLICT IGNORE, created_at INTEGER NOT NULL) STRICT`,
		"without index files_role": `DROP INDEX files_role`,
		"":                         `ANALYZE`,
	} {
		t.Run(named, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "schema.db")
			openAt(t, path)
			if _, err := raw(t, path).ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			for what, open := range map[string]func(context.Context, string) (*sqlite.DB, error){
				"to write": sqlite.Open, "to read": sqlite.OpenReadOnly,
			} {
				e, err := open(t.Context(), path)
				switch {
				case named == "" && err == nil:
					err = e.Close()
				case named != "" && errors.Is(err, engine.ErrSchema) && strings.Contains(err.Error(), named):
					err = nil
				}
				if err != nil || named != "" && e != nil {
					t.Errorf("opened %s: %v", what, err)
				}
			}
		})
	}
}
