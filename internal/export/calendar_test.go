package export_test

import (
	"strings"
	"testing"
	"time"

	"myphoto/internal/export"
)

func TestCalendarIsWhatRFC5545Says(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	title := strings.Repeat("Λήγει; η φωτογραφία, ", 8) + "\nTRIGGER:x"
	err := export.Calendar(&out, time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), []export.Day{
		{ID: "upl_a", On: time.Date(2027, 5, 20, 22, 30, 0, 0, time.UTC), Title: title}, // the 21st in Athens
	})
	if err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !strings.Contains(line, ":") && !strings.HasPrefix(line, " ") {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
	}
	whole := strings.ReplaceAll(text, "\r\n ", "")
	for _, part := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", "UID:upl_a@myphoto\r\nDTSTAMP:20261121T100000Z\r\n",
		"DTSTART;VALUE=DATE:20270521\r\nDTEND;VALUE=DATE:20270522\r\n", `SUMMARY:Λήγει\; η φωτογραφία\, `, `\nTRIGGER:x`,
		"TRIGGER:-P7D\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n",
	} {
		if !strings.Contains(whole, part) {
			t.Errorf("lacks %q:\n%s", part, whole)
		}
	}
}
