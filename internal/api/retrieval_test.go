package api_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
)

const goodBody = `{"subject": {"afm": "123456783"},
 "items": ["photo", "signature"],
 "purpose": "driving-licence-renewal",
 "case": "ΑΠ-2026-000123",
 "audit": {"transaction_id": "6f1c", "transaction_date": "2026-11-21T10:42:00Z", "unit": "Διεύθυνση Μεταφορών",
  "protocol": "12345/2026", "user_id": "operator-17", "user_ip": "192.0.2.10"}}`

func TestRetrievalIsAnsweredWithMeasuresAndAReceipt(t *testing.T) {
	t.Parallel()
	s := linked(t)
	reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", goodBody))
	if reply.StatusCode != http.StatusCreated {
		t.Fatal(reply.Status)
	}
	got := read[map[string]any](t, reply)
	if got["retrieved_at"] != "2026-11-21T10:00:00Z" || got["grant"] != string(s.grant) {
		t.Errorf("retrieved at %v by %v", got["retrieved_at"], got["grant"])
	}
	first := object(got["items"].([]any)[0])
	if first["href"] != fileOf(got["id"].(string), "photo") || first["width"] != 800.0 || first["height"] != 1200.0 {
		t.Errorf("%v", first)
	}
}

// Their numbers are accepted; nobody has linked pictures under them yet.
func TestMinorsAreNamedByTheirOwnNumbers(t *testing.T) {
	t.Parallel()
	s := linked(t)
	for _, subject := range []string{`{"amka": "15061200018"}`, `{"paaypa": "12345abcDEF"}`} {
		reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", with(`{"afm": "123456783"}`, subject)))
		if reply.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", subject, reply.Status)
		}
	}
}

// with replaces one part of the good body.
func with(old, changed string) string { return strings.Replace(goodBody, old, changed, 1) }

// What cannot be read never reaches the service. encoding/json alone would
// accept most of these.
func TestRequestThatIsNotStrictJSONIsMalformed(t *testing.T) {
	t.Parallel()
	s := linked(t)
	before := s.events(t)
	for name, c := range map[string]struct{ body, field, code string }{
		"no JSON":             {"subject=1", "body", "json"},
		"broken off":          {goodBody[:len(goodBody)-1], "body", "json"},
		"nothing":             {" ", "body", "json"},
		"two values":          {goodBody + "{}", "body", "json"},
		"not UTF-8":           {with("ΑΠ", "\xff"), "body", "json"},
		"unknown member":      {with(`"case"`, `"note": "x", "case"`), "note", "member"},
		"unknown below":       {with(`"unit"`, `"note": "x", "unit"`), "audit.note", "member"},
		"a value for a name":  {with(`"case"`, `"123456783": "x", "case"`), "body", "member"},
		"such a one below":    {with(`"afm"`, `"123456783": "x", "afm"`), "subject", "member"},
		"long name":           {with(`"case"`, `"`+strings.Repeat("x", 65)+`": "x", "case"`), "body", "member"},
		"other case":          {with(`"purpose"`, `"Purpose"`), "Purpose", "member"},
		"the same, two cases": {with(`"case"`, `"CASE": "x", "case"`), "CASE", "member"},
		"twice":               {with(`"case"`, `"case": "x", "case"`), "case", "twice"},
		"twice, escaped":      {with(`"case"`, `"c\u0061se": "x", "case"`), "case", "twice"},
		"twice below":         {with(`"afm"`, `"afm": "123456783", "afm"`), "subject.afm", "twice"},
		"list":                {"[" + goodBody + "]", "body", "object"},
		"text":                {`"x"`, "body", "object"},
		"null":                {"null", "body", "object"},
		"object for text":     {with(`"123456783"`, `{"a": 1}`), "subject.afm", "type"},
		"number in a list":    {with(`"signature"]`, `7]`), "items", "type"},
		"number for text":     {with(`"123456783"`, `123456783`), "subject.afm", "type"},
		"text for list":       {with(`["photo", "signature"]`, `"photo"`), "items", "type"},
		"deep":                {strings.Repeat("[", 8000) + strings.Repeat("]", 8000), "body", "object"},
		"deep below":          {with(`["photo", "signature"]`, strings.Repeat("[", 8000)+strings.Repeat("]", 8000)), "items", "type"},
		"AFM check digit":     {with("123456783", "123456784"), "subject.afm", "afm"},
		"AFM of eight":        {with("123456783", "12345678"), "subject.afm", "afm"},
		"AFM with prefix":     {with("123456783", "EL123456783"), "subject.afm", "afm"},
		"AFM empty":           {with("123456783", ""), "subject.afm", "afm"},
		"AMKA check digit":    {with(`"afm": "123456783"`, `"amka": "15061200019"`), "subject.amka", "amka"},
		"AMKA with space":     {with(`"afm": "123456783"`, `"amka": "150612 00018"`), "subject.amka", "amka"},
		"PAAYPA too short":    {with(`"afm": "123456783"`, `"paaypa": "123"`), "subject.paaypa", "paaypa"},
	} {
		got := read[problem](t, s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", c.body)))
		if got.Status != http.StatusBadRequest || len(got.Errors) != 1 || got.Errors[0].Field != c.field || got.Errors[0].Code != c.code {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if n := s.events(t) - before; n != 0 {
		t.Errorf("%d requests reached the service", n)
	}
}

func TestFieldThatBreaksARuleIsNamed(t *testing.T) {
	t.Parallel()
	s := linked(t)
	before := s.events(t)
	long := strings.Repeat("α", 65)
	for name, c := range map[string]struct{ body, field, code string }{
		"no subject":          {with(`{"afm": "123456783"}`, `{}`), "subject", "subject"},
		"two subjects":        {with(`"afm"`, `"amka": "15061200018", "afm"`), "subject", "subject"},
		"no items":            {with(`["photo", "signature"]`, `[]`), "items", "missing"},
		"null items":          {with(`["photo", "signature"]`, `null`), "items", "missing"},
		"unknown item":        {with(`"signature"]`, `"fingerprint"]`), "items", "item"},
		"item twice":          {with(`"signature"]`, `"photo"]`), "items", "repeated"},
		"no purpose":          {with(`"driving-licence-renewal"`, `""`), "purpose", "missing"},
		"long case":           {with("ΑΠ-2026-000123", long), "case", "length"},
		"case with new line":  {with("ΑΠ-2026", `Α\n`), "case", "characters"},
		"case that turns":     {with("ΑΠ-2026", `Α\u202e`), "case", "characters"},
		"case isolates":       {with("ΑΠ-2026", `Α\u2066`), "case", "characters"},
		"case without width":  {with("ΑΠ-2026", `Α\u200b`), "case", "characters"},
		"case with zero":      {with("ΑΠ-2026", `Α\u0000`), "case", "characters"},
		"half a character":    {with("ΑΠ-2026", `Α\ud800`), "case", "characters"},
		"case of spaces":      {with("ΑΠ-2026-000123", "  "), "case", "characters"},
		"no transaction":      {with(`"6f1c"`, `null`), "audit.transaction_id", "missing"},
		"day for a time":      {with("2026-11-21T10:42:00Z", "2026-11-21"), "audit.transaction_date", "time"},
		"time without offset": {with("2026-11-21T10:42:00Z", "2026-11-21T10:42:00"), "audit.transaction_date", "time"},
		"30 February":         {with("2026-11-21T10:42:00Z", "2026-02-30T10:42:00Z"), "audit.transaction_date", "time"},
		"comma":               {with("2026-11-21T10:42:00Z", "2026-11-21T10:42:00,5Z"), "audit.transaction_date", "time"},
		"long unit":           {with("Διεύθυνση Μεταφορών", long+long), "audit.unit", "length"},
		"no protocol":         {with(`"12345/2026"`, `""`), "audit.protocol", "missing"},
		"long user":           {with("operator-17", long), "audit.user_id", "length"},
		"host for address":    {with("192.0.2.10", "localhost"), "audit.user_ip", "address"},
		"address with port":   {with("192.0.2.10", "192.0.2.10:80"), "audit.user_ip", "address"},
		"address with zone":   {with("192.0.2.10", "fe80::1%eth0"), "audit.user_ip", "address"},
	} {
		got := read[problem](t, s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", c.body)))
		if got.Status != http.StatusUnprocessableEntity || len(got.Errors) != 1 || got.Errors[0].Field != c.field || got.Errors[0].Code != c.code {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if n := s.events(t) - before; n != 0 {
		t.Errorf("%d requests reached the service", n)
	}
}

// A developer corrects all fields at once. Nothing of what was sent is
// returned, because responses end up in logs.
func TestAllFieldsAreNamedAndNoneIsRepeated(t *testing.T) {
	t.Parallel()
	s := open(t)
	body := `{"subject":{"afm":"987654321"},"items":["SECRET"],"purpose":"SECRET\t","case":"SECRET\n",
	 "audit":{"transaction_id":"SECRET\r","transaction_date":"SECRET","user_ip":"SECRET"}}`
	got := read[problem](t, s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", body)))
	var fields []string
	for _, f := range got.Errors {
		fields = append(fields, f.Field)
	}
	want := []string{
		"subject.afm", "items", "purpose", "case", "audit.transaction_id", "audit.transaction_date", "audit.unit",
		"audit.protocol", "audit.user_id", "audit.user_ip",
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Error(diff)
	}
	whole, _ := json.Marshal(got)
	for _, secret := range []string{"SECRET", "987654321"} {
		if strings.Contains(string(whole), secret) || strings.Contains(s.log.String(), secret) {
			t.Errorf("%s is returned or logged", secret)
		}
	}
}

// The example of the contract is what integrators copy.
func TestExampleOfTheContractIsAccepted(t *testing.T) {
	t.Parallel()
	operation := object(loaded(t).operations("/api/v1/retrievals")["post"])
	example, err := json.Marshal(object(object(object(operation["requestBody"])["content"])["application/json"])["example"])
	if err != nil {
		t.Fatal(err)
	}
	s := linked(t)
	if reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", string(example))); reply.StatusCode != http.StatusCreated {
		t.Error(reply.Status)
	}
}

// An example that is not true costs every integrator an hour: the reply must be
// one to the request beside it, with a receipt such as the service signs.
func TestExampleOfAReplyIsLikeARealOne(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	operation := object(c.operations("/api/v1/retrievals")["post"])
	asked := object(object(object(object(operation["requestBody"])["content"])["application/json"])["example"])
	content := object(object(object(object(operation["responses"])["201"])["content"])["application/json"])
	example := object(content["example"])
	for _, fault := range c.faults(object(content["schema"]), example, "example") {
		t.Error(fault)
	}
	s := linked(t)
	real := read[map[string]any](t, s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", goodBody)))
	header, claims := jwsParts(t, example["receipt"])
	realHeader, realClaims := jwsParts(t, real["receipt"])
	for _, pair := range [][2]map[string]any{{header, realHeader}, {claims, realClaims}} {
		if diff := cmp.Diff(slices.Sorted(maps.Keys(pair[1])), slices.Sorted(maps.Keys(pair[0]))); diff != "" {
			t.Errorf("a real receipt (-) and the example (+) differ:\n%s", diff)
		}
	}
	if header["alg"] != realHeader["alg"] || header["typ"] != realHeader["typ"] || claims["case"] != asked["case"] || claims["retrieval"] != example["id"] {
		t.Errorf("%v %v", header, claims)
	}
	for _, receipt := range []map[string]any{claims, realClaims} {
		for _, fault := range c.faults(object(c.at("#/components/schemas/ReceiptClaims")), receipt, "claims") {
			t.Error(fault)
		}
	}
	var items []any
	for _, one := range example["items"].([]any) {
		item := object(one)
		items = append(items, item["item"])
		if object(claims["digests"])[item["item"].(string)] != item["sha256"] {
			t.Errorf("the receipt has another digest of %v", item["item"])
		}
	}
	if diff := cmp.Diff(asked["items"], any(items)); diff != "" {
		t.Errorf("asked (-) and answered (+) differ:\n%s", diff)
	}
}

// Every other example in the contract is what its schema says.
func TestEveryExampleFitsItsSchema(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	n := 0
	var walk func(v any, at string)
	walk = func(v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			if schema, example := object(v["schema"]), v["example"]; schema != nil && example != nil {
				n++
				for _, fault := range c.faults(schema, example, at) {
					t.Error(fault)
				}
			}
			for name, one := range v {
				walk(one, at+"/"+name)
			}
		case []any:
			for _, one := range v {
				walk(one, at)
			}
		}
	}
	walk(c.root, "")
	if n < 15 {
		t.Errorf("only %d examples found", n)
	}
}

// jwsParts returns header and payload of a JWS in compact form.
func jwsParts(t *testing.T, token any) (header, payload map[string]any) {
	t.Helper()
	parts := strings.Split(token.(string), ".")
	for i, to := range []*map[string]any{&header, &payload} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, to); err != nil {
			t.Fatal(err)
		}
	}
	return header, payload
}

func TestOnlyJSONInUTF8IsRead(t *testing.T) {
	t.Parallel()
	s := linked(t)
	for media, want := range map[string]int{
		"application/json":                    http.StatusCreated,
		"application/json; charset=UTF-8":     http.StatusCreated,
		"application/json; charset=iso8859-7": http.StatusUnsupportedMediaType,
		"text/plain":                          http.StatusUnsupportedMediaType,
		"application/x-www-form-urlencoded":   http.StatusUnsupportedMediaType,
		"":                                    http.StatusUnsupportedMediaType,
	} {
		r := s.request(http.MethodPost, "/api/v1/retrievals", goodBody)
		r.Header.Set("Content-Type", media)
		if reply := s.ask(t, r); reply.StatusCode != want {
			t.Errorf("%q: %s", media, reply.Status)
		}
	}
	r := s.request(http.MethodPost, "/api/v1/retrievals", goodBody)
	r.Header.Set("Content-Encoding", "gzip")
	if reply := s.ask(t, r); reply.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("gzip: %s", reply.Status)
	}
}

// A limit on announced lengths alone would accept a chunked body of any size.
func TestBodyIsBoundedTo16KB(t *testing.T) {
	t.Parallel()
	s := linked(t)
	for _, announced := range []int64{0, -1} {
		for padding, want := range map[int]int{16<<10 - len(goodBody): http.StatusCreated, 16<<10 - len(goodBody) + 1: http.StatusRequestEntityTooLarge} {
			r := s.request(http.MethodPost, "/api/v1/retrievals", goodBody+strings.Repeat(" ", padding))
			if announced != 0 {
				r.ContentLength = announced
			}
			if reply := s.ask(t, r); reply.StatusCode != want {
				t.Errorf("%d bytes: %s", len(goodBody)+padding, reply.Status)
			}
		}
	}
}

func TestIdempotencyKeyIsVisibleASCII(t *testing.T) {
	t.Parallel()
	s := linked(t)
	id := s.retrieve(t)
	for name, c := range map[string]struct {
		keys []string
		want int
	}{
		"none":     {nil, http.StatusOK},
		"one":      {[]string{strings.Repeat("~", 255)}, http.StatusOK},
		"too long": {[]string{strings.Repeat("~", 256)}, http.StatusUnprocessableEntity},
		"empty":    {[]string{""}, http.StatusUnprocessableEntity},
		"space":    {[]string{"a b"}, http.StatusUnprocessableEntity},
		"Greek":    {[]string{"κλειδί"}, http.StatusUnprocessableEntity},
		"two":      {[]string{"a", "b"}, http.StatusUnprocessableEntity},
	} {
		for path, body := range map[string]string{"/api/v1/retrievals/" + id + "/cancel": "", "/api/v1/retrievals": goodBody} {
			r := s.request(http.MethodPost, path, body)
			for _, key := range c.keys {
				r.Header.Add("Idempotency-Key", key)
			}
			if reply := s.ask(t, r); reply.StatusCode != c.want && reply.StatusCode != c.want+1 {
				t.Errorf("%s at %s: %s", name, path, reply.Status)
			}
		}
	}
}

func TestTheSameKeyIsTheSameRetrieval(t *testing.T) {
	t.Parallel()
	s := linked(t)
	retrieve := func(key string) string {
		r := s.request(http.MethodPost, "/api/v1/retrievals", goodBody)
		r.Header.Set("Idempotency-Key", key)
		return read[struct{ ID string }](t, s.ask(t, r)).ID
	}
	if first := retrieve("k-1"); first == "" || retrieve("k-1") != first || retrieve("k-2") == first {
		t.Error("the key does not decide")
	}
}

func TestCancelReportsWhetherTheGrantIsGivenBack(t *testing.T) {
	t.Parallel()
	s := linked(t)
	for _, body := range []string{"", "{}"} {
		s.authorise(t, photo.Once)
		reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals/"+s.retrieve(t)+"/cancel", body))
		if got := read[map[string]any](t, reply); got["given_back"] != true {
			t.Errorf("%q: %v", body, got)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"chunked":                 func(r *http.Request) { r.ContentLength = -1 },
		"chunked, typed":          func(r *http.Request) { r.ContentLength = -1; r.Header.Set("Content-Type", "application/json") },
		"no Content-Type":         func(r *http.Request) { r.Header.Del("Content-Type") },
		"object without its type": func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("{}")); r.ContentLength = 2 },
	} {
		s.authorise(t, photo.Once)
		r := s.request(http.MethodPost, "/api/v1/retrievals/"+s.retrieve(t)+"/cancel", "")
		change(r)
		if reply := s.ask(t, r); reply.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", name, reply.Status)
		}
	}
	reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals/"+unknownRetrieval+"/cancel", `{"reason": "x"}`))
	if reply.StatusCode != http.StatusBadRequest {
		t.Error(reply.Status)
	}
}
