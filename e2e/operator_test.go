package e2e_test

import (
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"myphoto/e2e/program"
)

// Who maintains the database at night has its settings and no others: not the
// sign-in, the registers, the mail server or the gateway.
func TestMaintenanceAsksForWhatItUsesAndSaysWhatItDid(t *testing.T) {
	t.Parallel()
	p := surround(t).prepare(t)
	furnish(t, p)
	secret := "a secret of thirty characters."
	data := []string{"MYPHOTO_DATABASE_URL=sqlite:" + storeFolder + "/myphoto.db"}
	records := append(slices.Clone(data), "MYPHOTO_MASTER_KEY=file:master.key")
	files := append(slices.Clone(records), "MYPHOTO_FILES_URL=file:"+storeFolder+"/files")
	people := append(slices.Clone(records), "MYPHOTO_HASH_KEYS=file:hash.keys")
	for _, c := range []struct {
		env   []string
		input string
		args  []string
		code  int
		says  string
	}{
		{data, "", []string{"migrate"}, 0, "the database is up to date"},
		{records, "", []string{"admin", "list"}, 0, clientID + " .* works "},
		{people, secret, []string{"admin", "secret", clientID}, 0, clientID + ": the secret is valid; valid secrets now: 2"},
		{people, secret, []string{"admin", "end-secret", clientID}, 0, "its tokens have ended; valid secrets now: 1"},
		{people, secret, []string{"admin", "end-secret", clientID}, 1, clientID + " has no such secret"},
		{people, secret, []string{"admin", "secret", "nope"}, 1, "no application is registered as \"nope\""},
		{people, secret, []string{"admin", "end-secret", "nope"}, 1, "no application is registered as \"nope\""},
		{records, "", []string{"admin", "suspend", "nope"}, 1, "no application is registered as \"nope\""},
		{records, "", []string{"admin", "suspend", clientID}, 0, clientID + " is suspended"},
		{records, "", []string{"admin", "list"}, 0, clientID + " .* suspended since "},
		{records, "", []string{"admin", "resume", clientID}, 0, clientID + " works again"},
		{records, "", []string{"admin", "rotate-key", "receipts"}, 0, "kid"},
		{records, "", []string{"admin", "stats"}, 0, "since"},
		{records, "", []string{"ledger", "export"}, 0, ""},
		{files, "", []string{"ledger", "verify"}, 0, "records "},
		{files, "", []string{"sweep", "--dry-run"}, 0, "contacts "},
		{files, "", []string{"sweep"}, 0, "erasure-list "},
		{files, "", []string{"admin", "replay-erasures"}, 0, "erased again: 0"},
		{nil, "", []string{"admin", "keys", "."}, 0, "kept  master.key"},
		{nil, "", []string{"admin", "keys", "other"}, 0, "made  other/master.key"},
		{records, secret, []string{"admin", "secret", clientID}, 1, "MYPHOTO_HASH_KEYS must be set"},
		{append(slices.Clone(data), "MYPHOTO_DATABASE=x"), "", []string{"migrate"}, 1, "MYPHOTO_DATABASE is not a setting"},
	} {
		out := p.CommandOnly(t, c.env, c.input, c.args...)
		said := out.Stdout + out.Stderr
		if out.Code != c.code || !regexp.MustCompile(c.says).MatchString(said) {
			t.Errorf("%v: code %d, wants %q: %s", c.args, out.Code, c.says, said)
		}
	}
}

// The fault comes first and alone; help is for those who ask for it.
func TestWrongUseSaysItsFaultFirst(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"serv"}, {"admin", "secret"}, {"sweep", "--dryrun"}, {}} {
		out := program.Run(t, t.TempDir(), nil, args...)
		first, rest, _ := strings.Cut(out.Stderr, "\n")
		if out.Code != 2 || !strings.HasPrefix(first, "myphoto: ") || strings.Count(rest, "\n") > 2 {
			t.Errorf("%v: %d %s", args, out.Code, out.Stderr)
		}
	}
	help := program.Run(t, t.TempDir(), nil, "serve", "--help")
	for _, want := range []string{"* MYPHOTO_PUBLIC_URL", "MYPHOTO_TLS_CERT_FILE", "docs/operations.md", "deploy/myphoto.env.example"} {
		if help.Code != 0 || !strings.Contains(help.Stdout, want) {
			t.Errorf("serve --help lacks %s: %d", want, help.Code)
		}
	}
	for _, args := range [][]string{{"--version"}, {"version"}} {
		if out := program.Run(t, t.TempDir(), nil, args...); out.Code != 0 || !regexp.MustCompile(`^myphoto \S+ commit [0-9a-f]{40} go`).MatchString(out.Stdout) {
			t.Errorf("%v: %d %s", args, out.Code, out.Stdout)
		}
	}
}

// A program that collects logs reads faults of the start like everything else.
func TestFaultsOfTheStartAreLinesOfTheLog(t *testing.T) {
	t.Parallel()
	out := program.Run(t, t.TempDir(), []string{"MYPHOTO_TLS_CERT_FILE=none.pem", "MYPHOTO_TLS_KEY_FILE=none.key", "MYPHOTO_PUBLIC_URL=http://localhost"}, "serve")
	for line := range strings.SplitSeq(strings.TrimSpace(out.Stderr), "\n") {
		if !strings.HasPrefix(line, `{"time":`) || !strings.Contains(line, `"level":"ERROR"`) {
			t.Errorf("no line of the log: %s", line)
		}
	}
	for _, want := range []string{
		"MYPHOTO_SUPPORT_CONTACT must be set", "MYPHOTO_HASH_KEYS must be set", "MYPHOTO_PUBLIC_URL must begin with https://", "no such file",
	} {
		if !strings.Contains(out.Stderr, want) {
			t.Errorf("not all faults at once, %q is missing: %s", want, out.Stderr)
		}
	}
	if out.Code != 1 {
		t.Errorf("code %d", out.Code)
	}
}

// A hangup, as a log rotation or a closed terminal sends it, must not cut off what
// people are doing; the end of the program is told with its reason.
func TestHangupStopsNothingAndTheEndIsTold(t *testing.T) {
	t.Parallel()
	p := surround(t).prepare(t)
	furnish(t, p)
	p.Start(t)
	if err := syscall.Kill(p.PID(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	fetch(t, p.URL+"/status")
	select {
	case <-p.Ended():
		t.Fatal("a hangup ended it")
	case <-time.After(300 * time.Millisecond):
	}
	if code := p.Stop(t); code != 0 {
		t.Errorf("code %d", code)
	}
	for _, want := range []string{"myphoto serves", "myphoto stops", "terminated", "myphoto has stopped"} {
		if !strings.Contains(p.Log(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}
