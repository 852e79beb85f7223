package e2e_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/e2e/visitor"
)

// Somebody with write access to the database removes the record of their act while
// the service runs, and the checkpoints that would show it. The service must not
// sign the rest, and the operator must be told.
func TestLedgerChangedWhileRunningIsNotSignedAgain(t *testing.T) {
	around := surround(t)
	p := around.prepare(t)
	furnish(t, p)
	s := begin(t, around, p)
	p.Start(t)
	s.walk("", "upload")
	operator := visitor.New(t, p.AdminURL)
	pinned := filepath.Join(p.Data, storeFolder, "checkpoint.pinned")
	if err := s.await("pinned checkpoint", func() bool { return len(filesNamed(t, pinned)) == 1 }); err != nil {
		t.Fatal(err)
	}
	get(t, operator, "/readyz", http.StatusOK)
	rewrite(t, p, `PRAGMA busy_timeout = 10000`,
		`DELETE FROM events WHERE seq = 1; UPDATE events SET seq = NULL; DELETE FROM nodes; DELETE FROM checkpoints`)
	err := s.await("refusal", func() bool {
		at, err := operator.Get(t.Context(), "/readyz")
		return err == nil && at.Status == http.StatusServiceUnavailable
	})
	if err != nil {
		t.Fatal(err)
	}
	measures, err := operator.Get(t.Context(), "/metrics")
	if err != nil || !strings.Contains(string(measures.Body), "\nmyphoto_ledger_refused 1\n") {
		t.Errorf("the measure is missing: %v", err)
	}
	if !strings.Contains(p.Log(), "contradicts its pinned checkpoint") {
		t.Error("the log does not tell why")
	}
	s.stop()
	if n := look(t, p).count(`SELECT size FROM checkpoints`); n != 0 {
		t.Errorf("%d checkpoints were signed again", n)
	}
	if out := p.Command(t, "", "ledger", "verify"); out.Code != 1 || !strings.Contains(out.Stdout, "broken: ") {
		t.Errorf("ledger verify: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
	if out := p.Command(t, "", "serve"); out.Code != 1 || !strings.Contains(out.Stderr, "ledger accept-restored") {
		t.Errorf("serve: %d %s", out.Code, out.Stderr)
	}
	if out := p.Command(t, "", "ledger", "accept-restored"); out.Code != 0 || len(filesNamed(t, pinned+".until-*")) != 1 {
		t.Errorf("ledger accept-restored: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
	p.Start(t)
	if err := s.await("new pinned checkpoint", func() bool { return len(filesNamed(t, pinned)) == 1 }); err != nil {
		t.Error(err)
	}
	get(t, operator, "/readyz", http.StatusOK)
	s.verified()
}

func filesNamed(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
