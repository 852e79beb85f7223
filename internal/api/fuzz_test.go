package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// FuzzRetrievalBody checks that every response is in the contract and never an
// internal error, and that whatever is accepted is valid by the contract.
func FuzzRetrievalBody(f *testing.F) {
	s := linked(f)
	for _, seed := range []string{
		goodBody, "", "{}", "null", `{"subject":{"amka":"15061200018"}}`, `{"subject":{"afm":null,"paaypa":"12345678901"}}`,
		with("ΑΠ-2026", `Α\u202e`), with(`"photo", `, ""), with("192.0.2.10", "2001:db8::1"), with(`"case"`, `"case":"","case"`),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", body))
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
			t.Errorf("accepted: %s", fault)
		}
	})
}

func FuzzTokenRequest(f *testing.F) {
	s := open(f)
	f.Add("Basic ZHJpdmluZy1saWNlbmNlczp4", goodForm, "")
	f.Add("Bearer x", "grant_type=&grant_type=", "x=1")
	f.Add("Basic ", "%", "")
	f.Fuzz(func(t *testing.T, authorization, form, query string) {
		r := tokenRequest("", "", form)
		r.Header.Set("Authorization", authorization)
		r.URL.RawQuery = query
		if reply := s.ask(t, r); reply.StatusCode >= http.StatusInternalServerError {
			t.Fatal(reply.Status)
		}
	})
}

func FuzzConsistencyQuery(f *testing.F) {
	s := open(f)
	for _, seed := range []string{"from=3&to=7", "from=3&to=3", "from=&to", "%", "from=1&to=999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/ledger/consistency", nil)
		r.URL.RawQuery = query
		if reply := s.ask(t, r); reply.StatusCode >= http.StatusInternalServerError {
			t.Fatal(reply.Status)
		}
	})
}
