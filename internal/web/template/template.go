package template

import (
	"embed"
	"time"
)

// Files are the templates, under the paths described above.
//
//go:embed *.html */*.html */*/*.html
var Files embed.FS

// LegalVersion names the terms and the privacy notice in force, by the day they
// were published (RFC 3339 date). People accept a version; a new one asks again.
const LegalVersion = "2026-11-30"

// LegalDate returns the day of LegalVersion.
func LegalDate() time.Time {
	day, err := time.Parse(time.DateOnly, LegalVersion)
	if err != nil {
		return time.Time{}
	}
	return day
}
