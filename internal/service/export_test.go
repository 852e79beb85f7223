package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/internal/ledger"
	"myphoto/internal/service/servicetest"
)

// exported writes the export of a ledger and the published keys.
func exported(t *testing.T, h *servicetest.House) (export, keys string) {
	t.Helper()
	var text bytes.Buffer
	servicetest.Must(t, h.Integrator.Export(t.Context(), &text))
	published, err := h.Application.Keys(t.Context())
	servicetest.Must(t, err)
	folder := t.TempDir()
	export, keys = filepath.Join(folder, "export"), filepath.Join(folder, "keys.json")
	servicetest.Must(t, os.WriteFile(export, text.Bytes(), 0o600))
	servicetest.Must(t, os.WriteFile(keys, published, 0o600))
	return export, keys
}

// byNode verifies an export with a program that was written from docs/ledger.md
// alone.
func byNode(t *testing.T, export, keys string) (out string, whole bool) {
	t.Helper()
	run := exec.CommandContext(t.Context(), "node", "../../docs/verify-ledger.mjs", export, keys, "10")
	text, err := run.CombinedOutput()
	if exit, ended := errors.AsType[*exec.ExitError](err); err != nil && (!ended || exit.ExitCode() != 1 || !bytes.Contains(text, []byte("record"))) {
		t.Fatalf("%v\n%s", err, text)
	}
	return string(text), err == nil
}

func byUs(t *testing.T, export, keys string) ledger.Report {
	t.Helper()
	published, err := os.ReadFile(keys)
	servicetest.Must(t, err)
	set, err := ledger.ParseKeySet(published)
	servicetest.Must(t, err)
	file, err := os.Open(export)
	servicetest.Must(t, err)
	report, err := ledger.VerifyExport(file, ledger.Rules{Keys: set, Years: 10})
	servicetest.Must(t, errors.Join(err, file.Close()))
	return report
}

// The page is what a stranger has: what it says must be enough, and true.
func TestStrangerVerifiesAnExportFromThePageAlone(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		change func(*testing.T, *servicetest.House)
		fault  string
	}{
		"untouched":      {func(*testing.T, *servicetest.House) {}, ""},
		"a body removed": {func(t *testing.T, h *servicetest.House) { t.Helper(); h.Tamper(t, blank+` WHERE seq = 12`) }, "body-removed-early"},
		"a body changed": {func(t *testing.T, h *servicetest.House) {
			t.Helper()
			h.Tamper(t, `UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'done', 'none') AS BLOB) WHERE seq = 12`)
		}, "body-changed"},
		"a new ledger key": {func(t *testing.T, h *servicetest.House) {
			t.Helper()
			servicetest.Must(t, h.Admin.RotateKey(t.Context(), "ledger"))
		}, ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			h.AsCitizen("maria")
			h.Integrate()
			h.Clock.Set(h.Clock.Now().AddDate(10, 0, 1))
			if row := h.Sweep()["ledger-bodies"]; row.Erased == 0 {
				t.Fatal("no body was removed")
			}
			h.AsCitizen("giorgos")
			h.Integrate()
			c.change(t, h)
			export, keys := exported(t, h)
			report := byUs(t, export, keys)
			out, whole := byNode(t, export, keys)
			if whole != (c.fault == "") || report.Whole() != whole || !strings.Contains(out, c.fault) {
				t.Errorf("a stranger finds %q, we find %+v", out, report)
			}
			if c.fault == "" && !strings.Contains(out, fmt.Sprintf("whole: %d records, %d without body", report.Records, report.Removed)) {
				t.Errorf("a stranger finds %q, we find %+v", out, report)
			}
			if c.fault != "" && string(report.Faults[0].Reason) != c.fault {
				t.Errorf("we find %+v", report.Faults)
			}
		})
	}
}
