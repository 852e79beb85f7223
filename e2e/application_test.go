package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"myphoto/e2e/program"
)

// application is the program of a public body, which retrieves files.
type application struct {
	t     *testing.T
	base  string
	token string
}

// application signs driving-licences in with its credentials.
func (w town) application(t *testing.T) application {
	t.Helper()
	form := strings.NewReader(url.Values{"grant_type": {"client_credentials"}}.Encode())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/oauth2/token", form)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth("driving-licences", "demo-driving-licences")
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, body := send(t, request)
	var reply struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &reply); err != nil || status != http.StatusOK || reply.Token == "" {
		t.Fatalf("the token endpoint answers %d %s", status, body)
	}
	return application{t, w.URL, reply.Token}
}

// retrieval is the part of the response to a retrieval that stories read.
type retrieval struct {
	ID      string `json:"id"`
	Code    string `json:"code"` // of a refusal
	Receipt string `json:"receipt"`
	Items   []struct {
		Item   string `json:"item"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
		Bytes  int    `json:"bytes"`
		SHA256 string `json:"sha256"`
		Href   string `json:"href"`
	} `json:"items"`
}

// retrieve asks for Maria's photo and signature.
func (a application) retrieve(caseNumber string) (int, retrieval) {
	a.t.Helper()
	order, err := json.Marshal(map[string]any{
		"subject": map[string]string{"afm": "123456783"},
		"items":   []string{"photo", "signature"},
		"purpose": "driving-licence-renewal",
		"case":    caseNumber,
		"audit": map[string]string{
			"transaction_id": "6f1c1d6a", "transaction_date": "2026-11-21T10:42:00Z", "unit": "Διεύθυνση Μεταφορών",
			"protocol": "1234/2026", "user_id": "dl-officer-7", "user_ip": "10.1.2.3",
		},
	})
	if err != nil {
		a.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.base+"/api/v1/retrievals", bytes.NewReader(order))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+a.token)
	status, body := send(a.t, request)
	var reply retrieval
	if err := json.Unmarshal(body, &reply); err != nil {
		a.t.Fatalf("the retrieval answers %d %s", status, body)
	}
	return status, reply
}

// fetch returns the bytes of one item.
func (a application) fetch(href string) []byte {
	a.t.Helper()
	status, body := a.get(href)
	if status != http.StatusOK {
		a.t.Fatalf("%s answers %d %.300s", href, status, body)
	}
	return body
}

func (a application) get(href string) (int, []byte) {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.base+href, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	return send(a.t, request)
}

// send sends a request without the browser and returns the status and the body of
// the response. It follows no redirects.
func send(t *testing.T, request *http.Request) (int, []byte) {
	t.Helper()
	reply, err := program.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(io.LimitReader(reply.Body, 32<<20))
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, body
}
