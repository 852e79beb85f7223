package statement

import (
	"cmp"
	"slices"
	"time"

	"myphoto/internal/photo"
)

// Reasons why an upload was done again that are not the name of a check.
const (
	Advice     = "advice" // nobody had acknowledged the advice
	Form       = "form"   // a field was missing or wrong, or the contact had had its messages
	OwnWish    = "own"    // replaced without a rejection
	rejectedBy = "rejected-"
)

// Rejected returns the reason of an upload that was replaced after the client had
// rejected it; [OwnWish] for one that the client had not.
func Rejected(why photo.RejectReason) string {
	if why == "" {
		return OwnWish
	}
	return rejectedBy + string(why)
}

// Entry is one upload that was sent. The reasons are names of checks or those of this
// package, each once.
type Entry struct {
	At        time.Time // when it was sent
	By        photo.SubjectID
	Documents []photo.ProfileID
	Before    []string // why it was not accepted at the first try; empty: it was
	After     []string // why its pictures were replaced; empty: they were not
	Delivered bool     // a message reached the phone, or the mail server took it
	Linked    bool     // it was associated at least once
}

// Row is what one person did on one day for one document.
type Row struct {
	Day      time.Time // 00:00 in Athens
	By       photo.SubjectID
	Document photo.ProfileID
	Counts
}

// Counts count uploads; one that was not accepted at the first try and replaced later
// is redone once. Why counts the reasons of those redone.
type Counts struct {
	Uploads, FirstTry, Redone, Delivered, Linked int
	Why                                          map[string]int
}

// add counts one upload.
func (c *Counts) add(e Entry) {
	c.Uploads++
	c.FirstTry += one(len(e.Before) == 0)
	c.Redone += one(len(e.Before)+len(e.After) > 0)
	c.Delivered += one(e.Delivered)
	c.Linked += one(e.Linked)
	reasons := slices.Compact(slices.Sorted(slices.Values(slices.Concat(e.Before, e.After))))
	for _, why := range reasons {
		if c.Why == nil {
			c.Why = map[string]int{}
		}
		c.Why[why]++
	}
}

func one(is bool) int { //nolint:revive // flag-parameter: it is what is counted
	if is {
		return 1
	}
	return 0
}

// Report is the statement of a period. The total counts each upload once, the rows count
// one for several documents in the row of each.
type Report struct {
	Rows  []Row // the newest day first, then by person and document
	Total Counts
}

// New adds up uploads.
func New(entries []Entry) Report {
	type key struct {
		day      string
		by       photo.SubjectID
		document photo.ProfileID
	}
	var report Report
	places := map[key]int{}
	for _, e := range entries {
		report.Total.add(e)
		for _, document := range e.Documents {
			k := key{photo.AthensDay(e.At), e.By, document}
			n, known := places[k]
			if !known {
				n = len(report.Rows)
				places[k] = n
				report.Rows = append(report.Rows, Row{Day: dayOf(e.At), By: e.By, Document: document})
			}
			report.Rows[n].add(e)
		}
	}
	slices.SortFunc(report.Rows, func(a, b Row) int {
		return cmp.Or(b.Day.Compare(a.Day), cmp.Compare(a.By, b.By), cmp.Compare(a.Document, b.Document))
	})
	return report
}

// dayOf returns 00:00 in Athens of the day of a moment.
func dayOf(at time.Time) time.Time {
	y, m, d := at.In(photo.Athens()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, photo.Athens())
}
