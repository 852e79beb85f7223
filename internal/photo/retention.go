package photo

import (
	"sync"
	"time"
)

//nolint:gochecknoglobals // read once from the zone data embedded in the program
var athens = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation("Europe/Athens") })

// Athens is the zone of every legal date.
func Athens() *time.Location {
	zone, err := athens()
	if err != nil {
		panic("the embedded zone data lack Europe/Athens") // a broken build
	}
	return zone
}

// The periods of the retention table, as the texts for people print them. To
// change one: docs/ARCHITECTURE.md.
const (
	LinkedMonths = 12                            // after the day of the first association, the last included
	DraftHours   = 24                            // after the last change
	UnsentDays   = 14                            // after the day of the upload, the last included
	SentDays     = 14                            // after the day on which the code was sent, the last included
	MaxQueueDays = 1 + max(UnsentDays, SentDays) // days after which no upload waits any more
)

// RetentionRule is one row of the retention table (law: the joint ministerial
// decision 34933/2022, FEK B 4484, as amended by 18636/2024, FEK B 3073): in
// this state, counted from this moment, the files end then.
type RetentionRule struct {
	ID    string
	State State
	From  func(Upload) time.Time // zero: the rule does not apply
	Ends  func(time.Time) time.Time
}

// RetentionRules is the whole table. The first rule that applies decides. The
// column due_at of an upload is a copy of what it said when the row was last
// saved: the sweep finds by the copy and asks the rule, so a period that became
// longer corrects itself and one that became shorter needs a migration.
func RetentionRules() []RetentionRule {
	sent := func(u Upload) time.Time { return u.SentAt }
	created := func(u Upload) time.Time { return u.CreatedAt }
	changed := func(u Upload) time.Time { return u.ChangedAt }
	associated := func(u Upload) time.Time { return u.AssociatedAt }
	return []RetentionRule{
		{ID: "draft", State: Draft, From: changed, Ends: func(t time.Time) time.Time { return t.Add(DraftHours * time.Hour) }},
		{ID: "sent-not-associated", State: Waiting, From: sent, Ends: lasting(SentDays)},
		{ID: "not-sent", State: Waiting, From: created, Ends: lasting(UnsentDays)},
		{ID: "associated", State: Associated, From: associated, Ends: lastingMonths(LinkedMonths)},
		{ID: "dissociated", State: Dissociated, From: associated, Ends: lastingMonths(LinkedMonths)},
	}
}

// RecordKind is a kind of record that holds no file but says who did what. It is a
// row of the retention table (docs/operations.md) too: it ends with the bodies of
// the ledger, so many years after its last event.
type RecordKind string

// The kinds of record, each with the event from which its years are counted.
const (
	RetrievalRecords   RecordKind = "retrieval-records"   // made, and settled since
	GrantRecords       RecordKind = "grant-records"       // ended
	AssociationRecords RecordKind = "association-records" // ended
	ClaimRecords       RecordKind = "claim-records"       // closed
	MessageRecords     RecordKind = "message-records"     // the upload was erased; their content is gone long before
	UploadRecords      RecordKind = "upload-records"      // erased
	EmploymentRecords  RecordKind = "employment-records"  // ended
	People             RecordKind = "people"              // last sign-in; tax number, studio, accepted terms
)

// RecordKinds lists the kinds. What refers to another stands before it, and the
// other stays as long.
func RecordKinds() []RecordKind {
	return []RecordKind{
		RetrievalRecords, GrantRecords, AssociationRecords, ClaimRecords, MessageRecords, UploadRecords,
		EmploymentRecords, People,
	}
}

// RecordCutoff returns the moment that lies the years of the ledger before now:
// what had its last event then or earlier ends. It never lies later than the life
// of associated files ago.
func RecordCutoff(now time.Time, years int) time.Time {
	const minYears = (LinkedMonths + 11) / 12
	return now.AddDate(-max(years, minYears), 0, 0)
}

// lasting ends at the 00:00 in Athens that follows so many days after t, so
// that the printed date, these days after t, is the last valid day.
func lasting(days int) func(time.Time) time.Time {
	return func(t time.Time) time.Time {
		y, m, d := t.In(Athens()).Date()
		return time.Date(y, m, d+days+1, 0, 0, 0, 0, Athens())
	}
}

// lastingMonths ends at the 00:00 in Athens that follows the same date so many
// months after t, or the last date of that month where it is shorter: 29 February
// becomes 28 February.
func lastingMonths(months int) func(time.Time) time.Time {
	return func(t time.Time) time.Time {
		y, m, d := t.In(Athens()).Date()
		ends := m + time.Month(months)
		last := time.Date(y, ends+1, 0, 0, 0, 0, 0, Athens()).Day()
		return time.Date(y, ends, min(d, last)+1, 0, 0, 0, 0, Athens())
	}
}

// Due tells when the files must be gone and by which rule; the zero time for
// an erased upload.
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

// Overdue reports whether the files may no longer be used, whether or not the
// sweep has come by.
func (u Upload) Overdue(now time.Time) bool {
	due, _ := u.Due()
	return !due.IsZero() && !now.Before(due)
}

// LastDay is the last day on which the files are there, as printed in
// messages and on pages.
func (u Upload) LastDay() time.Time {
	due, _ := u.Due()
	if due.IsZero() {
		return due
	}
	return due.Add(-time.Second)
}

// LastDayIfSentAt is the date a message sent now must print: that of the
// upload once one was accepted, that of a send now before that.
func (u Upload) LastDayIfSentAt(now time.Time) time.Time {
	if u.SentAt.IsZero() && u.State == Waiting {
		u.SentAt = now
	}
	return u.LastDay()
}

// LastDayIfAssociatedAt is the last day of the files if they are associated
// now; that of the first association once there was one.
func (u Upload) LastDayIfAssociatedAt(now time.Time) time.Time {
	if u.AssociatedAt.IsZero() {
		u.State, u.AssociatedAt = Associated, now
	}
	return u.LastDay()
}

// AthensDay names the calendar day in Athens, "2026-11-21", to which daily
// limits belong.
func AthensDay(t time.Time) string { return t.In(Athens()).Format(time.DateOnly) }

// NextAthensDay is the next 00:00 in Athens, when daily limits start anew.
func NextAthensDay(t time.Time) time.Time {
	y, m, d := t.In(Athens()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Athens())
}
