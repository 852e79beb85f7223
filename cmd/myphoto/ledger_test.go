package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
)

// exportFiles writes the export of a ledger of one record, and the published keys;
// change spoils the record after it was signed.
func exportFiles(t *testing.T, change func(*ledger.Record)) (export, keys string) {
	t.Helper()
	secret, public, err := ledger.NewKey("myphoto.example/ledger")
	if err != nil {
		t.Fatal(err)
	}
	e := ledger.Event{ID: "evt_1", At: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), Act: "associate", Outcome: "done"}
	r := ledger.Record{Salt: ledger.NewSalt(), Body: e.Bytes()}
	r.Commitment = ledger.Leaf(r.Salt, r.Body)
	nodes := stored(must[[]tlog.Hash](t)(ledger.Grow(0, [][]byte{r.Commitment}, none{})))
	c := ledger.Checkpoint{Origin: "myphoto.example/ledger", Size: 1, Root: must[tlog.Hash](t)(ledger.Root(1, nodes))}
	signed := must[[]byte](t)(ledger.SignCheckpoint(c, must[note.Signer](t)(note.NewSigner(secret))))
	change(&r)
	var text bytes.Buffer
	records := func(yield func(ledger.Record, error) bool) { yield(r, nil) }
	if err := ledger.WriteExport(&text, records, signed); err != nil {
		t.Fatal(err)
	}
	set := fmt.Sprintf(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":%q}]}`,
		base64.RawURLEncoding.EncodeToString(must[[]byte](t)(rawKey(public))))
	folder := t.TempDir()
	export, keys = filepath.Join(folder, "export"), filepath.Join(folder, "keys.json")
	for path, content := range map[string][]byte{export: text.Bytes(), keys: []byte(set)} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return export, keys
}

func rawKey(public string) ([]byte, error) { return ledger.PublicKey(public) }

// An auditor has neither the database nor the master key.
func TestAuditorVerifiesAnExportAlone(t *testing.T) {
	export, keys := exportFiles(t, func(*ledger.Record) {})
	if code, out := command(t, "ledger", "verify", "--export", export, "--keys", keys); code != exitDone || !strings.Contains(out, "records 1, integrated 1") {
		t.Errorf("%d %s", code, out)
	}
	for want, change := range map[string]func(*ledger.Record){
		"broken: record 0: body-removed-early": func(r *ledger.Record) { r.Salt, r.Body = nil, nil },
		"broken: record 0: body-changed":       func(r *ledger.Record) { r.Body = bytes.ToUpper(r.Body) },
	} {
		export, keys := exportFiles(t, change)
		if code, out := command(t, "ledger", "verify", "--export", export, "--keys", keys); code != exitFailed || !strings.Contains(out, want) {
			t.Errorf("%d %s", code, out)
		}
	}
	if code, _ := command(t, "ledger", "verify", "--export", export); code != exitUsage {
		t.Errorf("without keys: %d", code)
	}
}

// A verification must never make the empty database that it then finds in order.
func TestVerifyingWhatIsNotThereFails(t *testing.T) {
	folder := t.TempDir()
	if code, out := command(t, "admin", "keys", folder); code != exitDone {
		t.Fatal(out)
	}
	t.Setenv("MYPHOTO_MASTER_KEY", "file:"+filepath.Join(folder, "master.key"))
	t.Setenv("MYPHOTO_DATABASE_URL", "sqlite:"+filepath.Join(folder, "none", "myphoto.db"))
	t.Setenv("MYPHOTO_FILES_URL", "file:"+filepath.Join(folder, "none", "files"))
	if code, out := command(t, "ledger", "verify"); code != exitFailed || out != "" {
		t.Errorf("%d %s", code, out)
	}
	if _, err := os.Stat(filepath.Join(folder, "none")); !os.IsNotExist(err) {
		t.Errorf("something was made: %v", err)
	}
}
