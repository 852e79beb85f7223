package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Whatever is sent, the door answers within the contract and never blames
// itself; and what it lets through, the contract lets through too.
func FuzzRetrievalBody(f *testing.F) {
	for _, seed := range []string{
		goodBody, "", "{}", "null", `{"subject":{"amka":"15061200018"}}`, `{"subject":{"afm":null,"paaypa":"12345678901"}}`,
		with("ΑΠ-2026", `Α\u202e`), with(`"photo", `, ""), with("192.0.2.10", "2001:db8::1"), with(`"case"`, `"case":"","case"`),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		reply := ask(t, newDesk(), request(http.MethodPost, "/api/v1/retrievals", body))
		if reply.StatusCode >= http.StatusInternalServerError {
			t.Fatal(reply.Status)
		}
		if reply.StatusCode != http.StatusCreated {
			return
		}
		var sent any
		if err := json.Unmarshal([]byte(body), &sent); err != nil {
			t.Fatal(err)
		}
		schema := map[string]any{"$ref": "#/components/schemas/RetrievalRequest"}
		for _, fault := range loaded(t).faults(schema, sent, "body") {
			t.Errorf("let through: %s", fault)
		}
	})
}

func FuzzTokenRequest(f *testing.F) {
	f.Add("Basic ZHJpdmluZy1saWNlbmNlczp4", goodForm, "")
	f.Add("Bearer x", "grant_type=&grant_type=", "x=1")
	f.Add("Basic ", "%", "")
	f.Fuzz(func(t *testing.T, authorization, form, query string) {
		d := newDesk()
		r := tokenRequest("", "", form)
		r.Header.Set("Authorization", authorization)
		r.URL.RawQuery = query
		if reply := ask(t, d, r); reply.StatusCode >= http.StatusInternalServerError {
			t.Fatal(reply.Status)
		}
	})
}

func FuzzConsistencyQuery(f *testing.F) {
	for _, seed := range []string{"from=3&to=7", "from=3&to=3", "from=&to", "%", "from=1&to=999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/ledger/consistency", nil)
		r.URL.RawQuery = query
		if reply := ask(t, newDesk(), r); reply.StatusCode >= http.StatusInternalServerError {
			t.Fatal(reply.Status)
		}
	})
}
