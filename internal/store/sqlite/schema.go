package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"myphoto/internal/store/engine"
)

// checkSchema returns [engine.ErrSchema], naming what it is about, for a database that
// holds anything else than the migrations make.
func checkSchema(ctx context.Context, pool *sql.DB) error {
	fresh, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return fmt.Errorf("open database in memory: %w", err)
	}
	defer func() { _ = fresh.Close() }() // nothing of it is kept
	fresh.SetMaxOpenConns(1)             // each connection would have a database of its own
	if err := migrate(ctx, fresh); err != nil {
		return err
	}
	want, err := definitions(ctx, fresh)
	if err != nil {
		return err
	}
	have, err := definitions(ctx, pool)
	if err != nil {
		return err
	}
	var others []string
	for name, text := range have {
		if wanted, known := want[name]; !known || wanted != text {
			others = append(others, name)
		}
	}
	for name := range want {
		if _, there := have[name]; !there {
			others = append(others, "without "+name)
		}
	}
	if len(others) == 0 {
		return nil
	}
	slices.Sort(others)
	return fmt.Errorf("%w: %q", engine.ErrSchema, others)
}

// definitions returns the statement that made each table, index, trigger and view, by
// kind and name. Tables of statistics are left out, which any tool may make; of the table
// in which goose keeps the version it returns the name alone.
func definitions(ctx context.Context, pool *sql.DB) (map[string]string, error) {
	rows, err := pool.QueryContext(ctx, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema")
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	defer func() { _ = rows.Close() }() // only read
	all := map[string]string{}
	for rows.Next() {
		var kind, name, text string
		if err := rows.Scan(&kind, &name, &text); err != nil {
			return nil, fmt.Errorf("read schema: %w", err)
		}
		made := kind == "table" || kind == "index"
		switch {
		case made && strings.HasPrefix(name, "sqlite_stat"):
			continue // of ANALYZE
		case made && name == "goose_db_version":
			text = ""
		}
		all[kind+" "+name] = text
	}
	return all, errors.Join(rows.Err(), rows.Close())
}
