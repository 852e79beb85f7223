package signin

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// maxRemembered is how long a browser is remembered at most after the one-time code
// was given in it.
const maxRemembered = 12 * time.Hour

// RememberedBrowser is a browser in which the person gave the one-time code today.
// For the profile of a studio the code is not asked again in it.
type RememberedBrowser struct {
	ID    string
	Name  string // coarse, such as "Firefox, Windows"; empty when unknown
	Since time.Time
	Until time.Time
}

// rememberedDetails is what is sealed about a remembered browser.
type rememberedDetails struct {
	Name    string
	Role    photo.Role
	Studio  photo.StudioID
	Details personalDetails
}

// personalDetails is what a person confirms after signing in.
type personalDetails struct {
	TaxID, FirstName, LastName, FatherName string
	BirthYear                              int
}

func detailsOf(p photo.Person) personalDetails {
	return personalDetails{p.TaxID.Digits(), p.FirstName, p.LastName, p.FatherName, p.BirthYear}
}

// Remember remembers the browser of a visitor who gave the one-time code in this
// session and acts at a studio, until 23:59 Athens of that day and at most 12
// hours. It returns the random value for the browser's cookie, which replaces the
// former one, and until when it holds; nothing where there is nothing to remember.
func (s *Service) Remember(ctx context.Context, v Visitor, former, name string) (token string, until time.Time, err error) {
	now := s.config.Now()
	until = rememberedUntil(v.CodeAt)
	if v.Stage != StageReady || v.Role == photo.RoleCitizen || s.config.OTPByProvider || !now.Before(until) {
		return "", time.Time{}, nil
	}
	content, err := json.Marshal(rememberedDetails{name, v.Role, v.Studio, detailsOf(v.Person)})
	if err != nil {
		return "", time.Time{}, fmt.Errorf("remember browser: %w", err)
	}
	token = rand.Text()
	row := store.Browser{
		ID: photo.NewID("brw_"), Hash: s.config.Hashes.Sum(names.HashBrowser, token), Subject: v.Person.Subject,
		Since: v.CodeAt, Until: until,
	}
	row.Sealed = s.config.Values.Seal(content, nameOf(row))
	event := journal.ByPerson(journal.RememberBrowser, v.Person, v.Role)
	event.Facts["browser"] = row.ID
	err = s.config.Store.WriteSignedIn(ctx, event, v.Person.Session, func(tx *store.Tx) error {
		if err := s.rename(ctx, tx, former, row); err != nil {
			return err
		}
		return tx.RememberBrowser(ctx, row)
	})
	return token, until, err
}

// nameOf returns the name under which the details of a browser are sealed.
func nameOf(row store.Browser) string { return names.Browser(row.ID, row.Subject, row.Until, row.Hash) }

// rename moves what is remembered under the former random value of a browser, of
// other people than that of the new record, to the hash of the new one. What is
// remembered of the same person ends.
func (s *Service) rename(ctx context.Context, tx *store.Tx, former string, to store.Browser) error {
	for _, hash := range s.config.Hashes.All(names.HashBrowser, former) {
		rows, err := tx.BrowsersOfHash(ctx, hash, maxListed)
		if err != nil {
			return fmt.Errorf("load browsers: %w", err)
		}
		for _, row := range rows {
			if row.Subject == to.Subject {
				err = tx.ForgetBrowser(ctx, row.ID, row.Subject)
			} else {
				err = s.reseal(ctx, tx, row, to.Hash)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// reseal moves a record to another hash.
func (s *Service) reseal(ctx context.Context, tx *store.Tx, row store.Browser, hash []byte) error {
	content, err := s.config.Values.Open(row.Sealed, nameOf(row))
	if err != nil {
		return fmt.Errorf("open browser: %w", err)
	}
	moved := row
	moved.Hash = hash
	return tx.RenameBrowser(ctx, row, hash, s.config.Values.Seal(content, nameOf(moved)))
}

// rememberedUntil returns until when a browser is remembered in which the code was
// given: 23:59 Athens of the day, at most 12 hours.
func rememberedUntil(codeAt time.Time) time.Time {
	if codeAt.IsZero() {
		return time.Time{}
	}
	y, m, d := codeAt.In(photo.Athens()).Date()
	end := time.Date(y, m, d, 23, 59, 0, 0, photo.Athens())
	if last := codeAt.Add(maxRemembered); last.Before(end) {
		return last
	}
	return end
}

// Recognise takes a visitor past the one-time code where the cookie shows a browser
// that is remembered for the person: into the same profile of a studio, or to the
// details where they changed. Everything else that proves the profile is asked
// again. A visitor who is not recognised comes back unchanged.
func (s *Service) Recognise(ctx context.Context, v Visitor, token string) (Visitor, error) {
	if v.Stage != StageOTP || token == "" {
		return v, nil
	}
	kept, found, err := s.remembered(ctx, v, token)
	if err != nil || !found {
		return v, err
	}
	if kept.Details != detailsOf(v.Person) {
		v.Stage = StageDetails
		return v, nil
	}
	known := v
	known.Stage = StageRole
	choices, err := s.choices(ctx, known)
	if err != nil {
		return v, err
	}
	for _, one := range choices.Roles {
		if one.Role == kept.Role && one.Studio == kept.Studio && !needsCode(one) {
			return s.enterRole(ctx, known, one, s.config.Store.Write) // its session is not kept yet
		}
	}
	return v, nil
}

// remembered returns what is kept of a browser for a person, and reports whether
// anything is.
func (s *Service) remembered(ctx context.Context, v Visitor, token string) (kept rememberedDetails, found bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		now := s.config.Now()
		row, err := s.browser(ctx, tx, token, v.Person.Subject, now)
		if err != nil {
			return err
		}
		if row.Since.After(now) { // the clock was set back: nobody knows how long it was
			return store.ErrNotFound
		}
		kept, err = s.openBrowser(row)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return kept, false, nil
	}
	return kept, err == nil, err
}

// browser returns the record of a browser for a person; [store.ErrNotFound] when there
// is none. Every live key is tried.
func (s *Service) browser(
	ctx context.Context, tx *store.Tx, token string, who photo.SubjectID, now time.Time,
) (row store.Browser, err error) {
	for _, hash := range s.config.Hashes.All(names.HashBrowser, token) {
		if row, err = tx.Browser(ctx, hash, who, now); !errors.Is(err, store.ErrNotFound) {
			return row, err
		}
	}
	return row, store.ErrNotFound
}

func (s *Service) openBrowser(row store.Browser) (kept rememberedDetails, err error) {
	content, err := s.config.Values.Open(row.Sealed, nameOf(row))
	if err != nil {
		return kept, fmt.Errorf("open browser: %w", err)
	}
	return kept, json.Unmarshal(content, &kept)
}

// Browsers returns the browsers that are remembered for the person.
func (s *Service) Browsers(ctx context.Context, v Visitor) (list []RememberedBrowser, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Browsers(ctx, v.Person.Subject, s.config.Now(), maxListed)
		if err != nil {
			return err
		}
		for _, row := range rows {
			kept, err := s.openBrowser(row)
			if err != nil {
				return err
			}
			list = append(list, RememberedBrowser{row.ID, kept.Name, row.Since, row.Until})
		}
		return nil
	})
	return list, err
}

// ForgetBrowser forgets one remembered browser of the person. It refuses
// "not-found".
func (s *Service) ForgetBrowser(ctx context.Context, v Visitor, id string) error {
	event := journal.ByPerson(journal.ForgetBrowser, v.Person, v.Role)
	event.Facts["browser"] = journal.ID(id)
	return s.config.Store.WriteSignedIn(ctx, event, v.Person.Session, func(tx *store.Tx) error {
		err := tx.ForgetBrowser(ctx, id, v.Person.Subject)
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrNotFound
		}
		return err
	})
}
