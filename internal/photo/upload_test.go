package photo_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"myphoto/internal/photo"
)

// noon returns 12:00 in Athens of a day like "2026-11-21".
func noon(day string) time.Time {
	d, err := time.ParseInLocation(time.DateOnly, day, photo.Athens())
	if err != nil {
		panic(err)
	}
	return d.Add(12 * time.Hour)
}

// Every state is tried with every act: a new act or state must be added here.
func TestEveryStateAllowsOnlyItsActs(t *testing.T) {
	t.Parallel()
	allowed := map[photo.State][]photo.UploadAct{
		photo.Draft:       {photo.Publish, photo.Amend, photo.Discard, photo.Expire},
		photo.Waiting:     {photo.Send, photo.Resend, photo.Replace, photo.Withdraw, photo.Open, photo.Reject, photo.Associate, photo.Expire},
		photo.Associated:  {photo.Send, photo.Open, photo.Dissociate, photo.Erase, photo.Expire},
		photo.Dissociated: {photo.Send, photo.Open, photo.Associate, photo.Erase, photo.Expire},
		photo.Erased:      {},
	}
	for _, state := range photo.States() {
		for _, act := range photo.UploadActs() {
			to, ok := photo.Next(state, act)
			if want := slices.Contains(allowed[state], act); ok != want {
				t.Errorf("%s in %s: %v, want %v", act, state, ok, want)
			}
			if ok && to == photo.Draft && state != photo.Draft {
				t.Errorf("%s leads from %s back to a draft", act, state)
			}
		}
	}
}

func TestStudioActsEndWithTheFirstAssociation(t *testing.T) {
	t.Parallel()
	now := noon("2026-11-21")
	u := waiting(now)
	u, err := u.Associate("sub_a", now)
	if err != nil {
		t.Fatal(err)
	}
	dissociated, err := u.Dissociate(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, upload := range []photo.Upload{u, dissociated} {
		for name, act := range map[string]func() (photo.Upload, error){
			"resend":   func() (photo.Upload, error) { return upload.Resend(now) },
			"replace":  func() (photo.Upload, error) { return upload.Replace(now) },
			"withdraw": func() (photo.Upload, error) { return upload.Withdraw(now) },
		} {
			if _, err := act(); !errors.Is(err, photo.ErrReadOnly) {
				t.Errorf("%s when %s: %v", name, upload.State, err)
			}
		}
	}
}

func TestCodeBelongsToItsFirstSubjectUntilErasure(t *testing.T) {
	t.Parallel()
	now := noon("2026-11-21")
	u, _ := waiting(now).Associate("sub_a", now)
	u, _ = u.Dissociate(now)
	if _, err := u.Open("sub_b", now); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Errorf("another subject opened it: %v", err)
	}
	if _, err := u.Associate("sub_b", now); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Errorf("another subject associated it: %v", err)
	}
	if _, err := u.Associate("sub_a", now); err != nil {
		t.Errorf("its own subject: %v", err)
	}
}

func TestSixthResendIsRefused(t *testing.T) {
	t.Parallel()
	now := noon("2026-11-21")
	u := waiting(now)
	for range photo.MaxResends {
		var err error
		if u, err = u.Resend(now); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := u.Resend(now); !errors.Is(err, photo.ErrTooManyResends) {
		t.Errorf("the sixth: %v", err)
	}
}

func TestOnlyTheFirstAcceptedMessageStartsTheClock(t *testing.T) {
	t.Parallel()
	first := noon("2026-11-21")
	u, _ := waiting(first).Sent(noon("2026-11-23"), first) // recorded two days later
	u, _ = u.Resend(noon("2026-11-25"))
	u, _ = u.Sent(noon("2026-11-25"), noon("2026-11-25"))
	if due, _ := u.Due(); !due.Equal(noon("2026-12-06").Add(-12 * time.Hour)) {
		t.Errorf("due %v", due)
	}
}

func TestUploadIsDueByTheRetentionTable(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, photo.Athens())
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct {
		what string
		u    photo.Upload
		due  string
		rule string
	}{
		{"sent at noon", photo.Upload{State: photo.Waiting, SentAt: at("2026-11-21 12:00")}, "2026-12-06 00:00", "sent-not-associated"},
		{"sent a minute before midnight", photo.Upload{State: photo.Waiting, SentAt: at("2026-11-21 23:59")}, "2026-12-06 00:00", "sent-not-associated"},
		{"sent at midnight", photo.Upload{State: photo.Waiting, SentAt: at("2026-11-22 00:00")}, "2026-12-07 00:00", "sent-not-associated"},
		{"over the change to summer time", photo.Upload{State: photo.Waiting, SentAt: at("2026-03-20 12:00")}, "2026-04-04 00:00", "sent-not-associated"},
		{"over the change to winter time", photo.Upload{State: photo.Waiting, SentAt: at("2026-10-20 12:00")}, "2026-11-04 00:00", "sent-not-associated"},
		{"never sent", photo.Upload{State: photo.Waiting, CreatedAt: at("2026-11-21 12:00")}, "2026-12-06 00:00", "not-sent"},
		{"associated", photo.Upload{State: photo.Associated, AssociatedAt: at("2026-11-21 12:00")}, "2027-11-22 00:00", "associated"},
		{"associated on 29 February", photo.Upload{State: photo.Associated, AssociatedAt: at("2028-02-29 12:00")}, "2029-03-01 00:00", "associated"},
		{"associated on 28 February", photo.Upload{State: photo.Associated, AssociatedAt: at("2027-02-28 12:00")}, "2028-02-29 00:00", "associated"},
		{"dissociated", photo.Upload{State: photo.Dissociated, AssociatedAt: at("2026-12-31 12:00")}, "2028-01-01 00:00", "dissociated"},
		{"draft", photo.Upload{State: photo.Draft, ChangedAt: at("2026-11-21 12:00")}, "2026-11-22 12:00", "draft"},
	} {
		due, rule := c.u.Due()
		if !due.Equal(at(c.due)) || rule != c.rule {
			t.Errorf("%s: %v by %s, want %s by %s", c.what, due, rule, c.due, c.rule)
		}
		if c.u.Overdue(due.Add(-time.Nanosecond)) || !c.u.Overdue(due) {
			t.Errorf("%s: not overdue exactly from the due time on", c.what)
		}
	}
}

// The date in the message is the last day on which the code works.
func TestPrintedDateIsFourteenDaysAfterSending(t *testing.T) {
	t.Parallel()
	sent := noon("2026-11-21")
	if day := waiting(sent).LastDayIfSentAt(sent).Format(time.DateOnly); day != "2026-12-05" {
		t.Errorf("sent on 2026-11-21: printed %s, want 2026-12-05, the last day by the rule sent-not-associated", day)
	}
}

// A citizen who is about to associate files sees the date that will apply: a year
// from today, or from the first association of files associated before.
func TestLastDayCountsFromTheFirstAssociation(t *testing.T) {
	t.Parallel()
	now := noon("2026-11-21")
	u := waiting(now)
	for when, want := range map[string]string{"2026-11-25": "2027-11-25", "2028-02-29": "2029-02-28"} {
		if day := u.LastDayIfAssociatedAt(noon(when)).Format(time.DateOnly); day != want {
			t.Errorf("on %s: %s, want %s", when, day, want)
		}
	}
	u, _ = u.Associate("sub_a", now)
	u, _ = u.Dissociate(now)
	if day := u.LastDayIfAssociatedAt(noon("2027-03-01")).Format(time.DateOnly); day != "2027-11-21" {
		t.Errorf("again: %s", day)
	}
}

// waiting returns an upload with a code that was not sent yet.
func waiting(now time.Time) photo.Upload {
	return photo.Upload{ID: "upl_x", State: photo.Waiting, CreatedAt: now}
}

// The code leaked, the message was read by somebody else, the ticket was copied: the
// upload opens for its subject alone.
func TestBoundUploadOpensForItsSubjectAlone(t *testing.T) {
	t.Parallel()
	now := noon("2026-11-21")
	u := waiting(now)
	u.Bound = "sub_a"
	if _, err := u.Open("sub_b", now); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Errorf("another subject opened it: %v", err)
	}
	if _, err := u.Associate("sub_b", now); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Errorf("another subject associated it: %v", err)
	}
	if opened, err := u.Open("sub_a", now); err != nil || opened.ViewedAt.IsZero() {
		t.Errorf("its own subject: %v", err)
	}
	if linked, err := u.Associate("sub_a", now); err != nil || linked.Subject != "sub_a" {
		t.Errorf("its own subject: %v", err)
	}
}
