package service_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// undecided lists the tables without a code over their rows, and why a change of them
// by somebody without a key shows nobody's files to anybody.
var undecided = map[string]string{
	"subjects":         "random ids and dates",
	"terms":            "what somebody accepted",
	"sessions":         "the content is sealed under the keyed hash of the token",
	"browsers":         "the content is sealed for the person and the end",
	"sign_ins":         "keyed hashes alone",
	"otps":             "the keyed hash covers the person and the session; the tries are a limit",
	"bindings":         "compared with what is outside the database",
	"sealing_keys":     "wrapped by the master key",
	"published_keys":   "sealed",
	"upload_keys":      "wrapped under a name with upload, studio and subject",
	"files":            "the key of a file opens with the key of its upload alone, its content under its role and document alone",
	"checks":           "sealed under the key of the upload",
	"batch_rows":       "what a row says is sealed for the batch and the row; its draft is opened by its own record",
	"shreds":           "what is to be deleted",
	"messages":         "address and code are sealed",
	"attempts":         "how messages went",
	"counters":         "limits",
	"tallies":          "numbers without people",
	"retrieval_items":  "how often something was sent",
	"idempotency":      "keyed hashes and sealed answers",
	"events":           "the ledger has its own proofs",
	"nodes":            "the ledger has its own proofs",
	"checkpoints":      "the ledger has its own proofs",
	"goose_db_version": "of the migrations",
}

// dates lists the columns that do not decide who may see files although the table
// does.
var dates = map[string]string{
	"uploads.created_at": "when files end that nobody has associated",
	"uploads.changed_at": "when a draft ends",
	"uploads.sent_at":    "when files end that nobody has associated",
	"uploads.due_at":     "a copy of when they end, by which the sweep finds",
}

// columnsOf returns the columns of each table with their types.
func columnsOf(t *testing.T, database *sql.DB) map[string]map[string]string {
	t.Helper()
	rows, err := database.QueryContext(t.Context(), `SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`)
	servicetest.Must(t, err)
	defer rows.Close()
	all := map[string]map[string]string{}
	for rows.Next() {
		var table, column, kind string
		servicetest.Must(t, rows.Scan(&table, &column, &kind))
		if all[table] == nil {
			all[table] = map[string]string{}
		}
		all[table][column] = kind
	}
	servicetest.Must(t, rows.Err())
	return all
}

// load reads the rows of a table as the desks do, and returns how many were found.
func load(ctx context.Context, tx *store.Tx, table string, key []string) (found int, err error) {
	one := func(err error) (int, error) {
		if errors.Is(err, store.ErrNotFound) {
			return 0, nil
		}
		return 1, err
	}
	subject := photo.SubjectID(key[0])
	switch table {
	case "aliases":
		return one(servicetest.ErrorOf(tx.AliasByHash(ctx, key[0], []byte(key[1]))))
	case "studios":
		return one(servicetest.ErrorOf(tx.Studio(ctx, photo.StudioID(key[0]))))
	case "eligibility":
		return one(servicetest.ErrorOf(tx.Eligibility(ctx, subject)))
	case "preferences":
		return one(servicetest.ErrorOf(tx.Preferences(ctx, subject)))
	case "custodies":
		return one(servicetest.ErrorOf(tx.Custody(ctx, subject, photo.SubjectID(key[1]))))
	case "employees":
		list, err := tx.Employments(ctx, subject)
		return len(list), err
	case "uploads":
		return one(servicetest.ErrorOf(tx.Upload(ctx, photo.UploadID(key[0]))))
	case "batches":
		return one(servicetest.ErrorOf(tx.Batch(ctx, photo.BatchID(key[0]))))
	case "claims":
		list, err := tx.OpenClaims(ctx, subject)
		return len(list), err
	case "tickets":
		return one(servicetest.ErrorOf(tx.Ticket(ctx, photo.TicketID(key[0]))))
	case "associations":
		_, _, err := tx.CurrentUpload(ctx, subject)
		return one(err)
	case "purposes":
		list, err := tx.Applications(ctx)
		for _, application := range list {
			for _, purpose := range application.Purposes {
				if string(application.ID) == key[0] && purpose.ID == key[1] {
					found++
				}
			}
		}
		return found, err
	case "applications", "bodies":
		list, err := tx.Applications(ctx)
		for _, application := range list {
			if string(application.ID) == key[0] || string(application.Body) == key[0] {
				found++
			}
		}
		return found, err
	case "erasures":
		list, _, err := tx.Erasures(ctx, 1)
		return len(list), err
	case "secrets":
		list, err := tx.Secrets(ctx, photo.ApplicationID(key[0]), servicetest.Noon)
		return len(list), err
	case "tokens":
		return one(servicetest.ErrorOf(tx.TokenHolder(ctx, []byte(key[0]), servicetest.Noon, servicetest.Noon.Add(time.Hour))))
	case "grants":
		return one(servicetest.ErrorOf(tx.Grant(ctx, photo.GrantID(key[0]))))
	case "retrievals":
		return one(servicetest.ErrorOf(tx.Retrieval(ctx, photo.RetrievalID(key[0]), photo.ApplicationID(key[1]))))
	}
	return 0, fmt.Errorf("nobody knows how %s is read", table)
}

// keys lists by what the rows of each table are found.
var keys = map[string]string{
	"aliases": "kind, hash", "studios": "id, ''", "eligibility": "subject_id, ''", "preferences": "subject_id, ''", "custodies": "custodian_id, minor_id", "employees": "subject_id, ''",
	"uploads": "id, ''", "batches": "id, ''", "claims": "subject_id, ''", "tickets": "id, ''", "associations": "subject_id, ''", "applications": "id, ''", "bodies": "id, ''", "erasures": "id, ''",
	"purposes": "application_id, purpose", "secrets": "application_id, ''", "tokens": "hash, ''", "grants": "id, ''",
	"retrievals": "id, application_id",
}

// otherValue returns an SQL expression for another value of a column.
func otherValue(table, column, kind string) string {
	switch table + "." + column {
	case "uploads.state":
		return `'dissociated'`
	case "grants.state":
		return `'used'`
	case "tickets.state":
		return `'cancelled'`
	case "grants.mode":
		return `'once'`
	case "custodies.kind":
		return `'guardian'`
	case "preferences.notices":
		return `'on'`
	case "grants.given_back", "retrievals.fetched", "retrievals.settled", "applications.signature_approved":
		return "1 - " + column
	}
	switch kind {
	case "INTEGER":
		return "coalesce(" + column + ", 0) + 1"
	case "BLOB":
		return "CAST(coalesce(" + column + ", '') || 'x' AS BLOB)"
	}
	return column + " || 'x'"
}

// Whoever writes to the database without the keys of the service must not be able
// to show anybody's files to anybody: no row that decides is taken as it is after one
// of its columns was changed. A row that somebody inserts has a key that no code is
// for, as one has whose key was changed.
func TestNoColumnThatDecidesCanBeChangedWithoutAKey(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	servicetest.Must(t, servicetest.ErrorOf(h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())))
	servicetest.Must(t, h.Citizen.SwitchNotices(t.Context(), maria, false))
	furnishRows(t, h, maria)
	loseErasureList(t, h)
	database, err := sql.Open("sqlite", "file:"+filepath.Join(h.Folder, "myphoto.db")+"?_pragma=busy_timeout(10000)&_pragma=ignore_check_constraints(1)")
	servicetest.Must(t, err)
	defer database.Close()
	for table, columns := range columnsOf(t, database) {
		if _, decides := columns["mac"]; !decides {
			if undecided[table] == "" {
				t.Errorf("table %s: does it decide who may see what?", table)
			}
			continue
		}
		for column, kind := range columns {
			if dates[table+"."+column] == "" {
				changeAndLoad(t, h, database, place{table, column, kind})
			}
		}
	}
}

// furnishRows adds a batch, a claim, a minor, an employment and a ticket, so that every table has a row.
func furnishRows(t *testing.T, h *servicetest.House, maria photo.Citizen) {
	t.Helper()
	servicetest.Must(t, servicetest.ErrorOf(h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: "15061200018"})))
	h.Ticket(maria)
	servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		u, _, err := tx.CurrentUpload(t.Context(), maria.Subject())
		if err != nil {
			return err
		}
		return errors.Join(
			tx.CreateBatch(t.Context(), store.Batch{ID: "bat_1", Studio: u.Studio, By: u.By, Rows: 1, CreatedAt: servicetest.Noon, ChangedAt: servicetest.Noon}, nil),
			tx.OpenClaim(t.Context(), maria.Subject(), u.ID, servicetest.Noon),
			tx.CreateEmployment(t.Context(), store.Employment{
				ID: "emp_1", Studio: u.Studio, Subject: maria.Subject(), SealedLabel: []byte{1}, AddedAt: servicetest.Noon,
			}),
		)
	}))
}

// loseErasureList lets an erasure wait that cannot be listed.
func loseErasureList(t *testing.T, h *servicetest.House) {
	t.Helper()
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, servicetest.Mobile("kostas"))
	list := filepath.Join(h.Folder, "erasures.log")
	servicetest.Must(t, errors.Join(os.Remove(list), os.Mkdir(list, 0o700)))
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, id))
}

// place is one column of a table, and its type.
type place struct{ table, column, kind string }

// changeAndLoad changes one column of one row behind the service, reads the row, and
// puts the column back.
func changeAndLoad(t *testing.T, h *servicetest.House, database *sql.DB, at place) {
	t.Helper()
	table, column := at.table, at.column
	var row int
	var before any
	name := table + "." + column
	where := "true"
	if table == "claims" {
		where = "closed_at IS NULL"
	}
	if err := database.QueryRowContext(t.Context(), "SELECT rowid, "+column+" FROM "+table+" WHERE "+where+" ORDER BY rowid LIMIT 1").Scan(&row, &before); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	set := func(value string, args ...any) {
		if _, err := database.ExecContext(t.Context(), "UPDATE "+table+" SET "+column+" = "+value+" WHERE rowid = ?", append(args, row)...); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	read := func() (found int, err error) {
		var key [2]string
		servicetest.Must(t, database.QueryRowContext(t.Context(), "SELECT "+keys[table]+" FROM "+table+" WHERE rowid = ?", row).Scan(&key[0], &key[1]))
		err = h.Store.Read(t.Context(), func(tx *store.Tx) error {
			found, err = load(t.Context(), tx, table, key[:])
			return err
		})
		return found, err
	}
	if found, err := read(); found == 0 || err != nil {
		t.Fatalf("%s: as it was: %d rows, %v", name, found, err)
	}
	set(otherValue(table, column, at.kind))
	if found, err := read(); !errors.Is(err, store.ErrForged) && (found > 0 || err != nil) {
		t.Errorf("%s was changed: %d rows were read, %v", name, found, err)
	}
	set("?", before)
	if _, err := read(); err != nil {
		t.Errorf("%s is as it was: %v", name, err)
	}
}

// What the front doors do with it: a forged permission, a stolen upload and a
// borrowed code hand out nothing.
func TestForgedRowsOpenNoDoor(t *testing.T) {
	t.Parallel()
	const copied = `INSERT INTO grants SELECT 'grt_forged', subject_id, association_id, upload_id, 'academic-id', items, 'academic-id',
		mode, until_at, state, created_at, ended_at, given_back, consent_version, mac FROM grants`
	h, maria, _ := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	h.WriteBehind(t, copied)
	request := servicetest.LicenceRequest()
	request.Purpose, request.Items = "academic-id", []photo.Item{photo.ItemPhoto}
	if _, err := h.Application.Retrieve(t.Context(), h.AsApplication("academic-id"), request); !errors.Is(err, store.ErrForged) {
		t.Errorf("a permission that nobody gave: %v", err)
	}
	h.WriteBehind(t, `DELETE FROM grants WHERE id = 'grt_forged'`)

	home, err := h.Citizen.Home(t.Context(), maria)
	servicetest.Must(t, err)
	kostas := h.AsCitizen("kostas")
	h.WriteBehind(t, `UPDATE uploads SET subject_id = '`+string(kostas.Subject())+`'`)
	_, err = h.Citizen.Picture(t.Context(), kostas, home.Current.Upload, photo.PictureRef{Item: photo.ItemPhoto})
	if !errors.Is(err, store.ErrForged) {
		t.Errorf("the files of another person: %v", err)
	}
}
