package export

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"myphoto/internal/photo"
)

// Day is one whole day of a calendar, in Athens.
type Day struct {
	ID    string // the same each time the day is exported, so that a calendar replaces it
	On    time.Time
	Title string
}

// Calendar writes days as iCalendar (RFC 5545), each with a reminder a week before.
func Calendar(w io.Writer, now time.Time, days []Day) error {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//myPhoto//myPhoto//EL"}
	for _, d := range days {
		on := d.On.In(photo.Athens())
		lines = append(lines,
			"BEGIN:VEVENT", "UID:"+d.ID+"@myphoto", "DTSTAMP:"+now.UTC().Format("20060102T150405Z"),
			"DTSTART;VALUE=DATE:"+on.Format("20060102"), "DTEND;VALUE=DATE:"+on.AddDate(0, 0, 1).Format("20060102"),
			"SUMMARY:"+calendarText(d.Title), "TRANSP:TRANSPARENT",
			"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P7D", "DESCRIPTION:"+calendarText(d.Title), "END:VALARM", "END:VEVENT",
		)
	}
	for _, line := range append(lines, "END:VCALENDAR") {
		if _, err := io.WriteString(w, foldLine(line)); err != nil {
			return fmt.Errorf("write calendar: %w", err)
		}
	}
	return nil
}

// calendarText escapes a text (RFC 5545 §3.3.11).
func calendarText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`, "\r", "").Replace(s)
}

// foldLine ends a line, folded so that no part has more than 75 octets and no letter
// is cut (RFC 5545 §3.1).
func foldLine(line string) string {
	var out strings.Builder
	length := 0
	for _, r := range line {
		size := utf8.RuneLen(r)
		if length+size > 75 {
			out.WriteString("\r\n ")
			length = 1
		}
		out.WriteRune(r)
		length += size
	}
	return out.String() + "\r\n"
}
