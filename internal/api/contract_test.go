package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/api"
)

// redocly runs the pinned linter and installs it first if it is missing.
func redocly(args ...string) error {
	root := filepath.Join("..", "..")
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if said, err := exec.CommandContext(ctx, filepath.Join(root, "scripts", "install-openapi-linter.sh")).CombinedOutput(); err != nil {
		return fmt.Errorf("install the linter: %w\n%s", err, said)
	}
	run := exec.CommandContext(ctx, "node", append([]string{filepath.Join(root, ".cache", "redocly", "bin", "cli.js")}, args...)...)
	run.Env = append(run.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "NO_COLOR=1")
	if said, err := run.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, said)
	}
	return nil
}

// contract is openapi.yaml as JSON.
type contract struct{ root map[string]any }

var contractOnce = sync.OnceValues(func() (contract, error) {
	dir, err := os.MkdirTemp("", "contract")
	if err != nil {
		return contract{}, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "openapi.json")
	if err := redocly("bundle", "openapi.yaml", "--ext", "json", "--output", path); err != nil {
		return contract{}, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return contract{}, err
	}
	var c contract
	return c, json.Unmarshal(raw, &c.root)
})

func loaded(t *testing.T) contract {
	t.Helper()
	c, err := contractOnce()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The licence is that of the repository, some operations have no 4xx response,
// and the claims of a receipt are inside its text, where no reference can point.
func TestContractPassesTheLinter(t *testing.T) {
	t.Parallel()
	err := redocly("lint", "openapi.yaml", "--extends", "recommended-strict",
		"--skip-rule", "info-license", "--skip-rule", "operation-4xx-response", "--skip-rule", "no-unused-components")
	if err != nil {
		t.Error(err)
	}
}

// Each route is in the contract with its authentication, and the contract has no
// other routes.
func TestRoutesAndContractAreTheSame(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	promised := map[string]api.Auth{}
	for path, item := range object(c.root["paths"]) {
		for method, operation := range object(item) {
			if method == "parameters" {
				continue
			}
			promised[strings.ToUpper(method)+" "+path] = c.auth(object(operation))
		}
	}
	built := map[string]api.Auth{}
	for _, route := range api.Routes() {
		built[route.Method+" "+route.Path] = route.Auth
	}
	if diff := cmp.Diff(promised, built); diff != "" {
		t.Errorf("openapi.yaml (-) and Routes (+) differ:\n%s", diff)
	}
}

func (c contract) auth(operation map[string]any) api.Auth {
	wanted, own := operation["security"].([]any)
	if !own {
		wanted, _ = c.root["security"].([]any)
	}
	if len(wanted) == 0 {
		return api.Open
	}
	for name := range object(wanted[0]) {
		scheme := object(c.at("#/components/securitySchemes/" + name))
		if scheme["type"] == "oauth2" {
			return api.Bearer
		}
		return api.Auth(fmt.Sprint(scheme["scheme"]))
	}
	return ""
}

func TestContractListsEveryProblem(t *testing.T) {
	t.Parallel()
	var built []any
	for _, p := range api.Problems() {
		built = append(built, p.Code)
	}
	enum := object(object(loaded(t).at("#/components/schemas/Problem/properties"))["code"])["enum"]
	if diff := cmp.Diff(enum, any(built)); diff != "" {
		t.Errorf("openapi.yaml (-) and Problems (+) differ:\n%s", diff)
	}
}

// at returns the value that a reference points to.
func (c contract) at(ref string) any {
	var place any = c.root
	for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		place = object(place)[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
	}
	return place
}

// resolve follows references that are not schemas.
func (c contract) resolve(v any) map[string]any {
	o := object(v)
	if ref, ok := o["$ref"].(string); ok {
		return c.resolve(c.at(ref))
	}
	return o
}

func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

// operations returns the path item whose template matches the path.
func (c contract) operations(path string) map[string]any {
	for template, item := range object(c.root["paths"]) {
		wanted, given := strings.Split(template, "/"), strings.Split(path, "/")
		if len(wanted) == len(given) && fits(wanted, given) {
			return object(item)
		}
	}
	return nil
}

func fits(template, path []string) bool {
	for i := range template {
		if template[i] != path[i] && !strings.HasPrefix(template[i], "{") {
			return false
		}
	}
	return true
}

// replyFaults returns everything about a response that is not in the contract.
func (c contract) replyFaults(r *http.Request, reply *http.Response, body []byte) []string {
	item := c.operations(r.URL.Path)
	operation, known := item[strings.ToLower(r.Method)]
	if r.Method == http.MethodHead && reply.StatusCode != http.StatusMethodNotAllowed {
		operation, known = item["get"]
	}
	var said map[string]any
	switch {
	case item == nil:
		said = c.problemWith("not-found")
	case !known && r.URL.Path != "/oauth2/token":
		said = c.problemWith("method-not-allowed")
	case !known:
		said = c.resolve(object(object(item["post"])["responses"])["405"])
	default:
		said = c.resolve(object(object(operation)["responses"])[fmt.Sprint(reply.StatusCode)])
	}
	if said["description"] == nil {
		return []string{"the contract does not know this status"}
	}
	faults := c.headerFaults(said, reply.Header)
	media, _, _ := strings.Cut(reply.Header.Get("Content-Type"), ";")
	promised, there := object(said["content"])[media]
	content := object(promised)
	if !there {
		return append(faults, "the contract does not know the media type "+media)
	}
	if r.Method == http.MethodHead {
		return faults
	}
	var value any = string(body)
	if strings.HasSuffix(media, "json") {
		if err := json.Unmarshal(body, &value); err != nil {
			return append(faults, err.Error())
		}
	}
	return append(faults, c.faults(object(content["schema"]), value, "body")...)
}

func (c contract) problemWith(code string) map[string]any {
	schema := map[string]any{"$ref": "#/components/schemas/Problem", "properties": map[string]any{"code": map[string]any{"const": code}}}
	return map[string]any{
		"description": code,
		"content":     map[string]any{"application/problem+json": map[string]any{"schema": schema}},
	}
}

func (c contract) headerFaults(said map[string]any, given http.Header) []string {
	var faults []string
	for name, v := range object(said["headers"]) {
		header := c.resolve(v)
		if values := given.Values(name); len(values) == 1 {
			faults = append(faults, c.faults(object(header["schema"]), values[0], name)...)
		} else if header["required"] == true || len(values) > 1 {
			faults = append(faults, fmt.Sprintf("%s is there %d times", name, len(values)))
		}
	}
	return faults
}
