package lang

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
)

// athens returns the zone in which dates are written. It fails as photo.Athens does,
// which this package may not import: a date in another zone would be wrong for some
// hours of every day, and nobody would notice.
var athens = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		panic("the embedded zone data lack Europe/Athens") // a broken build
	}
	return zone
})

// Date returns the day in Athens, 21/11/2026, the same in both languages, so that
// the date in a message and on a page look alike.
func (l Language) Date(t time.Time) string { return t.In(athens()).Format("02/01/2006") }

// Time returns the time of day in Athens, 12:40.
func (l Language) Time(t time.Time) string { return t.In(athens()).Format("15:04") }

// CellDate returns a day in Athens as the spreadsheets of this language read a
// date: 21/11/2026 in Greek, 2026-11-21 in English, where the order of day and
// month differs between countries.
func (l Language) CellDate(t time.Time) string {
	if l == Greek {
		return l.Date(t)
	}
	return t.In(athens()).Format(time.DateOnly)
}

// CellTime returns day and time in Athens, as CellDate.
func (l Language) CellTime(t time.Time) string { return l.CellDate(t) + " " + l.Time(t) }

// CellSeparator returns what separates the cells of a line in the spreadsheets
// of this language: a semicolon in Greek, where the comma is the decimal mark.
func (l Language) CellSeparator() rune {
	if l == Greek {
		return ';'
	}
	return ','
}

// DateTime returns day and time in Athens, 21/11/2026, 12:40.
func (l Language) DateTime(t time.Time) string { return l.Date(t) + ", " + l.Time(t) }

// Number returns a whole number with thousands separators: 1.234.567 in Greek,
// 1,234,567 in English.
func (l Language) Number(n int64) string {
	digits, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		digits, sign = digits[1:], "-"
	}
	mark, _ := l.marks()
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + mark + digits[i:]
	}
	return sign + digits
}

// Decimal returns a measure with at most one decimal: 2,1 in Greek, 2.1 in English,
// 2 where the decimal is zero.
func (l Language) Decimal(v float64) string {
	whole := strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	_, mark := l.marks()
	return strings.Replace(whole, ".", mark, 1)
}

// Exact returns a limit with as many decimals as it has, at most four: 0,15 in
// Greek, 0.15 in English.
func (l Language) Exact(v float64) string {
	_, mark := l.marks()
	return strings.Replace(strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64), ".", mark, 1)
}

// Bytes returns the size of a file in decimal units: 900 B, 412 KB, 2,1 MB.
func (l Language) Bytes(n int64) string {
	switch {
	case n < 1000:
		return l.Number(n) + " B"
	case n < 999_500:
		return l.Number((n+500)/1000) + " KB"
	default:
		return l.Decimal(float64(n)/1e6) + " MB"
	}
}

func (l Language) marks() (thousands, decimal string) {
	if l == English {
		return ",", "."
	}
	return ".", ","
}

// write returns a value as it stands in a sentence, in place of the placeholder
// name.
func (l Language) write(name string, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case time.Time:
		if name == "time" {
			return l.Time(v)
		}
		return l.Date(v)
	case int:
		return l.write(name, int64(v))
	case int64:
		if name == "bytes" {
			return l.Bytes(v)
		}
		return l.Number(v)
	case float64:
		if name == "bytes" { // a whole number that was stored as JSON
			return l.Bytes(int64(v))
		}
		return l.Decimal(v)
	case phrase:
		return l.Say(v.SentenceKey(), nil)
	default:
		return fmt.Sprint(v)
	}
}

// phrase is a value that is itself a sentence of the catalogue, such as the
// name of a document (photo.Phrase).
type phrase interface{ SentenceKey() string }
