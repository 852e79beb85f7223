package e2e_test

import (
	"context"
	"html"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/program"
	"myphoto/e2e/tree"
)

// The test persons of the demo with a live, a one-time, a revoked and an expired
// authorisation, as the developers' page lists them.
const (
	liveAFM    = "700000312"
	onceAFM    = "700000324"
	revokedAFM = "700000336"
	expiredAFM = "700000348"
)

// A developer comes from nothing to a verified receipt by the commands of the page
// as they are printed, in either language, and sees what each test person answers.
func TestDeveloperVerifiesAReceiptWithThePrintedCommands(t *testing.T) {
	p := program.Demo(t, "--test-persons")
	block := regexp.MustCompile(`(?s)<code data-run>(.*?)</code>`)
	for _, path := range []string{"/dev/docs", "/en/dev/docs"} {
		page := fetch(t, p.URL+path)
		blocks := block.FindAllStringSubmatch(page, -1)
		if len(blocks) != 4 {
			t.Fatalf("%s has %d blocks of commands", path, len(blocks))
		}
		script := "set -eu -o pipefail\n"
		for _, found := range blocks {
			script += html.UnescapeString(found[1])
		}
		said, err := shell(t, script)
		if err != nil || !strings.Contains(said, "photo.jpg: OK") || !strings.Contains(said, "Signature Verified Successfully") ||
			!strings.Contains(said, `"aud": "driving-licences"`) {
			t.Errorf("%s: %v\n%s", path, err, said)
		}
		// A receipt of which one letter was changed does not verify.
		forged := strings.Replace(script, `"$(jq -r .receipt retrieval.json)"`, `"$(jq -r .receipt retrieval.json | sed 's/\.eyJ/.eyK/')"`, 1)
		if said, err := shell(t, forged); err == nil || forged == script {
			t.Errorf("%s: a changed receipt verifies\n%s", path, said)
		}
		for _, afm := range []string{liveAFM, onceAFM, revokedAFM, expiredAFM} {
			if !strings.Contains(page, ">"+afm+"<") {
				t.Errorf("%s does not name %s", path, afm)
			}
		}
		once := strings.ReplaceAll(script, liveAFM, onceAFM)
		if _, err := shell(t, once); (err == nil) != (path == "/dev/docs") {
			t.Errorf("%s: the one-time authorisation: %v", path, err)
		}
		for _, afm := range []string{revokedAFM, expiredAFM} {
			if _, err := shell(t, strings.ReplaceAll(script, liveAFM, afm)); err == nil {
				t.Errorf("%s is retrieved", afm)
			}
		}
	}
	// The test persons are made once.
	p.Stop(t)
	p.Start(t)
	if page := fetch(t, p.URL+"/dev/docs"); !strings.Contains(page, liveAFM) {
		t.Error("after a restart the page does not name the test persons")
	}
}

// shell runs commands in a new folder.
func shell(t *testing.T, script string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir = t.TempDir()
	said, err := cmd.CombinedOutput()
	return string(said), err
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, body := send(t, request)
	if status != http.StatusOK {
		t.Fatalf("%s: %d", address, status)
	}
	return string(body)
}

// Clients that four generators make from the contract build, and every call of
// them works against the running service.
func TestGeneratedClientsMakeEveryCall(t *testing.T) {
	if said, err := runIn(t, tree.Path(t), "", filepath.Join("scripts", "install-test-tools.sh")); err != nil {
		t.Fatalf("install the generators: %v\n%s", err, said)
	}
	p := program.Demo(t, "--test-persons")
	contract := filepath.Join(t.TempDir(), "openapi.yaml")
	if err := os.WriteFile(contract, []byte(fetch(t, p.URL+"/dev/openapi.yaml")), 0o600); err != nil {
		t.Fatal(err)
	}
	golang, typescript := t.TempDir(), t.TempDir()
	copyTree(t, golang, tree.Path(t, "e2e", "clients", "go"))
	copyTree(t, typescript, tree.Path(t, "e2e", "clients", "ts"))
	if err := os.Symlink(tree.Path(t, ".cache", "clients", "node_modules"), filepath.Join(typescript, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"oapi", "ogen"} {
		if err := os.Mkdir(filepath.Join(golang, folder, "myphoto"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	npx := func(name string, args ...string) []string {
		return append([]string{filepath.Join("node_modules", ".bin", name)}, args...)
	}
	for _, step := range []struct {
		dir  string
		args []string
	}{
		{golang, []string{"go", "tool", "oapi-codegen", "-package", "myphoto", "-generate", "types,client", "-o", "oapi/myphoto/client.gen.go", contract}},
		{golang, []string{"go", "run", "./oapi", p.URL, liveAFM}},
		{golang, []string{"go", "tool", "ogen", "--target", "ogen/myphoto", "--package", "myphoto", "--clean", contract}},
		{golang, []string{"go", "run", "./ogen", p.URL, liveAFM}},
		{typescript, npx("openapi-typescript", contract, "-o", "schema.d.ts")},
		{typescript, npx("openapi-ts")},
		{typescript, npx("tsc")},
		{typescript, []string{"node", "out/fetch.js", p.URL, liveAFM}},
		{typescript, []string{"node", "out/hey.js", p.URL, liveAFM}},
	} {
		if said, err := runIn(t, step.dir, contract, step.args...); err != nil {
			t.Fatalf("%v: %v\n%s", step.args, err, said)
		}
	}
}

// buildTime is enough to build a generator and its client on a cold cache.
const buildTime = 5 * time.Minute

func runIn(t *testing.T, dir, contract string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), buildTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "NO_COLOR=1", "CONTRACT="+contract)
	said, err := cmd.CombinedOutput()
	return string(said), err
}

func copyTree(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
