package sqlite_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// planOf returns how SQLite runs a query of package store, by its name.
func planOf(t *testing.T, file, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "query", file))
	if err != nil {
		t.Fatal(err)
	}
	_, query, found := strings.Cut(string(text), "-- name: "+name+" ")
	if !found {
		t.Fatalf("no query %s", name)
	}
	_, query, _ = strings.Cut(query, "\n")
	query, _, _ = strings.Cut(query, ";")
	query = regexp.MustCompile(`::[a-z]+`).ReplaceAllString(query, "")
	query = regexp.MustCompile(`@[a-z_]+|\$\d+`).ReplaceAllString(query, "?")
	path := filepath.Join(t.TempDir(), "plan.db")
	openAt(t, path)
	rows, err := raw(t, path).QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(detail + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

// The first page of a history with ten thousand entries costs what 26 entries cost:
// the index finds where the page begins and has the order of the page.
func TestPageOfAHistoryReadsNoMoreThanItShows(t *testing.T) {
	t.Parallel()
	plan := planOf(t, "ledger.sql", "EventsOfSubject")
	if !strings.Contains(plan, "SEARCH events USING INDEX events_subject (subject_id=? AND at<?)") || strings.Contains(plan, "TEMP B-TREE") {
		t.Error(plan)
	}
}

// Tables that grow with every upload or act are not read from end to end.
func TestGrowingTablesAreReadByAnIndex(t *testing.T) {
	t.Parallel()
	for name, wanted := range map[string]struct{ file, index string }{
		"DraftBytes":                {"upload.sql", "uploads_drafts"}, // drafts are few; the uploads of a studio are not
		"DueUploads":                {"upload.sql", "uploads_due (due_at<?)"},
		"ContactsDue":               {"upload.sql", "uploads_contact (contact_until_at<?)"},
		"DeleteIdempotencyOf":       {"upload.sql", "idempotency_upload (upload_id=?)"},
		"GrantsPastDate":            {"citizen.sql", "grants_until"},
		"UnsettledRetrievals":       {"application.sql", "retrievals_unsettled (created_at<?)"},
		"WaitingEvents":             {"ledger.sql", "(seq=?)"},
		"LastSequence":              {"ledger.sql", "SEARCH events USING COVERING INDEX"},
		"LastNode":                  {"ledger.sql", "SEARCH nodes"},
		"OldEvents":                 {"ledger.sql", "events_old (at<?)"},
		"CountOldEvents":            {"retention.sql", "events_old (at<?)"},
		"AliasesOfOtherLookupKeys":  {"key.sql", "aliases_lookup (<expr>>?)"},
		"AliasesOfOtherGenerations": {"key.sql", "aliases_generation (<expr>>?)"},
		"CodesOfOtherLookupKeys":    {"key.sql", "uploads_lookup (<expr>>?)"},
		"PicturesOfOtherLookupKeys": {"key.sql", "files_lookup (<expr>>?)"},
		"UploadKeysOfOtherMasters":  {"key.sql", "upload_keys_master (<expr>>?)"},
	} {
		plan := planOf(t, wanted.file, name)
		if !strings.Contains(plan, wanted.index) || strings.Contains(plan, "SCAN") {
			t.Errorf("%s is not read by %s:\n%s", name, wanted.index, plan)
		}
	}
}

// SQLite adds beyond the largest integer in floating point, which no column takes: one
// absurd number would stop whoever adds to it, or adds it up.
func TestNumbersThatAreAddedToAreBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bounded.db")
	openAt(t, path)
	columns := map[string]string{"files": "bytes", "otps": "tries", "tallies": "n"} // that are added up
	files, err := filepath.Glob(filepath.Join("..", "query", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range strings.Split(string(text), ";") {
			table := regexp.MustCompile(`(?:UPDATE|INSERT INTO) (\w+)`).FindStringSubmatch(statement)
			for _, sum := range regexp.MustCompile(`(\w+) = (?:\w+\.)?(\w+) [+-] 1`).FindAllStringSubmatch(statement, -1) {
				columns[table[1]+"/"+sum[1]] = sum[2]
			}
		}
	}
	if len(columns) < 9 {
		t.Fatalf("found only %v", columns)
	}
	schema := tables(t, path)
	for table, column := range columns {
		table, _, _ = strings.Cut(table, "/")
		bounded := regexp.MustCompile(`(?s)^CREATE TABLE ` + table + ` .*CHECK \(` + column + ` BETWEEN 0 AND [0-9]+\)`)
		if !slices.ContainsFunc(schema, bounded.MatchString) {
			t.Errorf("%s.%s has no bound", table, column)
		}
	}
}
