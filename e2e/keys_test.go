package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"myphoto/e2e/program"
)

// runs runs a command that must succeed, and returns what it printed.
func runs(t *testing.T, p *program.Program, args ...string) string {
	t.Helper()
	out := p.Command(t, "", args...)
	if out.Code != 0 {
		t.Fatalf("%v: %s", args, out.Stderr)
	}
	return out.Stdout
}

// renewKeys puts a new key in front of a key file, as the operator's manual says, and
// returns the former text.
func renewKeys(t *testing.T, p *program.Program, name string) string {
	t.Helper()
	folder := filepath.Join(p.Data, "new")
	runs(t, p, "admin", "keys", folder)
	former := string(read(t, filepath.Join(p.Data, name)))
	writeKeys(t, p, name, string(read(t, filepath.Join(folder, name)))+former)
	return former
}

func writeKeys(t *testing.T, p *program.Program, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.Data, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What the status says in the middle of the change: nothing depends on the former
// master key, and on the former look-up key what cannot be hashed anew.
var (
	masterMayGo = regexp.MustCompile(`(?m)^master-key +\w+ +former +yes *$`)
	lookupStays = regexp.MustCompile(`(?m)^look-up-key +\w+ +former +no +secrets of applications 1, tokens 1, `)
)

// An operator answers a leaked key: everything moves to new ones while the service
// runs, and the former ones are removed.
func TestKeysAreReplacedWhileTheServiceRuns(t *testing.T) {
	t.Parallel()
	around := surround(t)
	p := around.prepare(t)
	furnish(t, p)
	s := begin(t, around, p)
	p.Start(t)
	s.walk("", "retrieve") // up to the token, with a grant
	master, lookup := renewKeys(t, p, "master.key"), renewKeys(t, p, "hash.keys")
	if out := p.Command(t, "", "admin", "rewrap"); out.Code == 0 || !strings.Contains(out.Stderr, "restart") {
		t.Errorf("rewrap before the restart: %d %s", out.Code, out.Stderr)
	}
	p.Stop(t)
	p.Start(t)
	get(t, s.maria, "/citizen", http.StatusOK) // she is still signed in
	runs(t, p, "admin", "rewrap")
	runs(t, p, "admin", "rehash")
	get(t, s.maria, "/citizen/history", http.StatusOK)
	get(t, s.nikos, "/studio", http.StatusOK)
	said := runs(t, p, "admin", "keys", "status")
	if !masterMayGo.MatchString(said) || !lookupStays.MatchString(said) {
		t.Errorf("the status is\n%s", said)
	}

	p.Stop(t)
	whole := string(read(t, filepath.Join(p.Data, "hash.keys")))
	writeKeys(t, p, "master.key", strings.TrimSuffix(string(read(t, filepath.Join(p.Data, "master.key"))), master))
	writeKeys(t, p, "hash.keys", strings.TrimSuffix(whole, lookup))
	// The application's token still depends on the former look-up key: nobody is cut off by mistake.
	out := p.Command(t, "", "serve")
	if out.Code != 1 || !strings.Contains(out.Stderr, "not in the file") || !strings.Contains(out.Stderr, "secrets of applications") {
		t.Errorf("serve without a key in use: %d %s", out.Code, out.Stderr)
	}
	writeKeys(t, p, "hash.keys", whole)
	p.Start(t)
	get(t, s.maria, "/citizen", http.StatusOK)
	s.walk("bytes", "erase")
}

// Other keys, a file of other keys, or none: nothing starts, and the person stays one.
func TestNothingStartsWithOtherKeys(t *testing.T) {
	t.Parallel()
	around := surround(t)
	p := around.prepare(t)
	furnish(t, p)
	right := string(read(t, filepath.Join(p.Data, "hash.keys")))
	runs(t, p, "admin", "keys", filepath.Join(p.Data, "other"))
	other := string(read(t, filepath.Join(p.Data, "other", "hash.keys")))
	id, bytes := strings.Split(right, ":")[0], strings.Split(other, ":")[1]
	for what, text := range map[string]string{
		"another key": other, "the right id and another key": id + ":" + bytes, "garbage": "garbage", "nothing": "",
		"the master key": string(read(t, filepath.Join(p.Data, "master.key"))),
	} {
		writeKeys(t, p, "hash.keys", text)
		for _, command := range [][]string{{"serve"}, {"admin", "rewrap"}, {"admin", "rehash"}, {"admin", "keys", "status"}} {
			if out := p.Command(t, "", command...); out.Code != 1 || !strings.Contains(out.Stderr, "key") {
				t.Errorf("%v with %s: %d %s", command, what, out.Code, out.Stderr)
			}
		}
	}
	writeKeys(t, p, "hash.keys", right)
	p.Start(t)
}
