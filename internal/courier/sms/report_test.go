package sms_test

import (
	"net/url"
	"strings"
	"testing"

	"myphoto/internal/courier/sms"
)

func TestReportsOfKannelAreRead(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]sms.State{
		"1": sms.Delivered, "2": sms.Failed, "4": sms.Buffered, "8": sms.Accepted, "16": sms.Failed,
	} {
		got, err := sms.ParseReport(url.Values{"reference": {"msg_01-a"}, "state": {number}, "k": {"v"}})
		if err != nil || got != (sms.Report{Reference: "msg_01-a", State: want}) {
			t.Errorf("%s: %+v, %v", number, got, err)
		}
	}
}

// Anybody can call the address, so whatever is not exactly a report changes
// nothing.
func TestEverythingElseIsNoReport(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		"", "reference=a", "state=1", "reference=a&state=%25d", "reference=a&state=3", "reference=a&state=01", "reference=a&state=-1",
		"reference=&state=1", "reference=a%0a&state=1", "reference=a&reference=b&state=1", "reference=a&state=1&state=2",
		"reference=" + strings.Repeat("a", 65) + "&state=1",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := sms.ParseReport(values); err == nil || got != (sms.Report{}) || strings.Contains(err.Error(), "a=") {
			t.Errorf("%s: %+v, %v", query, got, err)
		}
	}
}

func FuzzParseReport(f *testing.F) {
	f.Add("reference=msg_1&state=8")
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query)
		if got, err := sms.ParseReport(values); err == nil && (got.State < sms.Delivered || got.State > sms.Accepted || got.Reference == "") {
			t.Fatalf("%q: %+v", query, got)
		}
	})
}
