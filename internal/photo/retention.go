package photo

import (
	"sync"
	"time"
)

//nolint:gochecknoglobals // read once from the zone data embedded in the program
var athens = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation("Europe/Athens") })

// Athens returns the time zone of every legal date.
func Athens() *time.Location {
	zone, err := athens()
	if err != nil {
		panic("the embedded zone data lack Europe/Athens") // only in a broken build
	}
	return zone
}

// The periods of the retention table, as pages and messages print them.
// docs/ARCHITECTURE.md explains how to change one.
const (
	LinkedMonths = 12                            // after the day of the first association, the last included
	DraftHours   = 24                            // after the last change
	UnsentDays   = 14                            // after the day of the upload, including the last day
	SentDays     = 14                            // after the day on which the code was sent, including the last day
	MaxQueueDays = 1 + max(UnsentDays, SentDays) // days after which no upload waits
)

// RetentionRule is one row of the retention table (joint ministerial decision
// 34933/2022, FEK B 4484, as amended by 18636/2024, FEK B 3073): in State, the
// files end at Ends of the moment that From returns.
type RetentionRule struct {
	ID    string
	State State
	From  func(Upload) time.Time // the zero time when the rule does not apply
	Ends  func(time.Time) time.Time
}

// RetentionRules returns the whole table. The first rule that applies decides.
// The column due_at of an upload is a copy of the date when the row was last
// saved. The sweep finds uploads by the copy and then applies the rule, so a
// longer period corrects itself and a shorter one needs a migration.
func RetentionRules() []RetentionRule {
	sent := func(u Upload) time.Time { return u.SentAt }
	created := func(u Upload) time.Time { return u.CreatedAt }
	changed := func(u Upload) time.Time { return u.ChangedAt }
	associated := func(u Upload) time.Time { return u.AssociatedAt }
	return []RetentionRule{
		{ID: "draft", State: Draft, From: changed, Ends: func(t time.Time) time.Time { return t.Add(DraftHours * time.Hour) }},
		{ID: "sent-not-associated", State: Waiting, From: sent, Ends: endsAfterDays(SentDays)},
		{ID: "not-sent", State: Waiting, From: created, Ends: endsAfterDays(UnsentDays)},
		{ID: "associated", State: Associated, From: associated, Ends: endsAfterMonths(LinkedMonths)},
		{ID: "dissociated", State: Dissociated, From: associated, Ends: endsAfterMonths(LinkedMonths)},
	}
}

// RecordKind is a kind of record that holds no file but states who did what. It is
// a row of the retention table (docs/operations.md) too: the record ends as many
// years after its last event as the bodies of the ledger do.
type RecordKind string

// The kinds of record, each with the last event, from which its years are counted.
const (
	RetrievalRecords   RecordKind = "retrieval-records"   // created; only when settled
	GrantRecords       RecordKind = "grant-records"       // ended
	AssociationRecords RecordKind = "association-records" // ended
	ClaimRecords       RecordKind = "claim-records"       // closed
	MessageRecords     RecordKind = "message-records"     // the upload was erased; the content was removed long before
	UploadRecords      RecordKind = "upload-records"      // erased
	EmploymentRecords  RecordKind = "employment-records"  // ended
	People             RecordKind = "people"              // last sign-in; with tax number, studio and accepted terms
)

// RecordKinds returns every kind. A kind that refers to another comes before it:
// a record stays for as long as another refers to it.
func RecordKinds() []RecordKind {
	return []RecordKind{
		RetrievalRecords, GrantRecords, AssociationRecords, ClaimRecords, MessageRecords, UploadRecords,
		EmploymentRecords, People,
	}
}

// RecordCutoff returns the time the given number of years ago: a record whose last
// event was then or earlier ends. Records are kept at least as long as associated
// files, whatever years says.
func RecordCutoff(now time.Time, years int) time.Time {
	const minYears = (LinkedMonths + 11) / 12
	return now.AddDate(-max(years, minYears), 0, 0)
}

// endsAfterDays returns a function that returns the 00:00 in Athens after the given
// number of days after t, so that the printed date, that many days after t, is
// the last valid day.
func endsAfterDays(days int) func(time.Time) time.Time {
	return func(t time.Time) time.Time {
		y, m, d := t.In(Athens()).Date()
		return time.Date(y, m, d+days+1, 0, 0, 0, 0, Athens())
	}
}

// endsAfterMonths returns a function that returns the 00:00 in Athens after the
// same date that many months after t, or after the last date of that month where it
// is shorter: 29 February becomes 28 February.
func endsAfterMonths(months int) func(time.Time) time.Time {
	return func(t time.Time) time.Time {
		y, m, d := t.In(Athens()).Date()
		ends := m + time.Month(months)
		last := time.Date(y, ends+1, 0, 0, 0, 0, 0, Athens()).Day()
		return time.Date(y, ends, min(d, last)+1, 0, 0, 0, 0, Athens())
	}
}

// Due returns when the files must be erased and the ID of the rule that decides;
// the zero time for an erased upload.
func (u Upload) Due() (time.Time, string) {
	for _, rule := range RetentionRules() {
		if rule.State != u.State {
			continue
		}
		if from := rule.From(u); !from.IsZero() {
			return rule.Ends(from), rule.ID
		}
	}
	return time.Time{}, ""
}

// Overdue reports whether the files may no longer be used, even when no sweep has
// erased them yet.
func (u Upload) Overdue(now time.Time) bool {
	due, _ := u.Due()
	return !due.IsZero() && !now.Before(due)
}

// LastDay returns a moment of the last day on which the files exist, as printed
// in messages and on pages; the zero time for an erased upload.
func (u Upload) LastDay() time.Time {
	due, _ := u.Due()
	if due.IsZero() {
		return due
	}
	return due.Add(-time.Second)
}

// LastDayIfSentAt returns the date that a message sent now must print: before any
// message was accepted, the last day as if one were accepted now; afterwards,
// [Upload.LastDay].
func (u Upload) LastDayIfSentAt(now time.Time) time.Time {
	if u.SentAt.IsZero() && u.State == Waiting {
		u.SentAt = now
	}
	return u.LastDay()
}

// LastDayIfAssociatedAt returns the last day of the files if they are associated
// now. Once there was an association, the first one decides.
func (u Upload) LastDayIfAssociatedAt(now time.Time) time.Time {
	if u.AssociatedAt.IsZero() {
		u.State, u.AssociatedAt = Associated, now
	}
	return u.LastDay()
}

// AthensDay returns the calendar day in Athens, like "2026-11-21", by which daily
// limits are counted.
func AthensDay(t time.Time) string { return t.In(Athens()).Format(time.DateOnly) }

// NextAthensDay returns the next 00:00 in Athens, when daily limits are reset.
func NextAthensDay(t time.Time) time.Time {
	y, m, d := t.In(Athens()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Athens())
}
