package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
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
	query = regexp.MustCompile(`@[a-z_]+|\$\d`).ReplaceAllString(query, "?")
	path := filepath.Join(t.TempDir(), "plan.db")
	openAt(t, path)
	pool, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
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

// Drafts are few; the uploads of a studio are not.
func TestBytesOfDraftsAreFoundAmongDrafts(t *testing.T) {
	t.Parallel()
	if plan := planOf(t, "upload.sql", "DraftBytes"); !strings.Contains(plan, "uploads_drafts") {
		t.Error(plan)
	}
}
