package service

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// Refusals of the citizen's acts.
var (
	ErrQROther        = &photo.Error{Kind: photo.Invalid, Code: "qr.other", Field: "qr"}
	ErrReplaceCurrent = &photo.Error{Kind: photo.Conflict, Code: "association.replace"}
	ErrNotApproved    = &photo.Error{Kind: photo.Conflict, Code: "association.not-approved"}
)

const kindSubmission = "submission"

// Remaining gives how many submissions of a code are left today and when the
// count starts anew.
func (c *Citizens) Remaining(ctx context.Context, who photo.Citizen) (int, time.Time, error) {
	var used int64
	err := c.Store.Read(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.Spent(ctx, db.SpentParams{Kind: kindSubmission, Key: []byte(who.Person.Subject), Day: photo.AthensDay(c.Now())})
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	return max(c.Policy.DailySubmissions-int(used), 0), photo.NextAthensDay(c.Now()), err
}

// ReadQR reads the code out of a picture of its QR code. It looks nothing up
// and spends no submission; only so many pictures are read a minute
// (photo.ErrTooManyTries), and few at a time (inspect.ErrBusy).
func (c *Citizens) ReadQR(ctx context.Context, who photo.Citizen, picture []byte) (string, error) {
	if wait := c.limits.qr.Allow(who.Person.Subject); wait > 0 {
		return "", c.turnAway(ctx, byCitizen("code.picture", who), wait)
	}
	text, err := c.Reader.QR(ctx, picture)
	if err != nil {
		return "", err
	}
	if address, fault := url.Parse(text); fault == nil && address.Host != "" && address.Host != c.Host() {
		return "", ErrQROther
	}
	code, err := photo.ParseCode(text)
	if err != nil {
		return "", ErrQROther
	}
	return code.Reveal(), nil
}

// Submit opens the claim to the upload of a typed code. Malformed input and
// codes that the citizen has open or linked already cost nothing; everything
// else first spends one of the day's submissions for good and then looks. All
// codes that cannot be used are refused alike: "code.unknown" {n, pairs}.
func (c *Citizens) Submit(ctx context.Context, who photo.Citizen, typed string) error {
	code, err := photo.ParseCode(typed)
	if err != nil {
		return err
	}
	own, err := c.ownCode(ctx, who, code)
	if err != nil {
		return err
	}
	if !own {
		if err := c.spendSubmission(ctx, who); err != nil {
			return err
		}
	}
	err = c.openClaim(ctx, who, code)
	if errors.Is(err, photo.ErrCodeUnknown) {
		left, _, fault := c.Remaining(ctx, who)
		return errors.Join(photo.ErrCodeUnknown.WithArg("n", left).WithArg("pairs", code.Confusable()), fault)
	}
	return err
}

func (c *Citizens) ownCode(ctx context.Context, who photo.Citizen, code photo.Code) (own bool, err error) {
	err = c.Store.Read(ctx, func(tx *store.Tx) error {
		// Every live key is tried, whatever the first ones find: the time tells nothing.
		for _, hash := range c.Hashes.All(kindCode, code.Reveal()) {
			_, err := tx.OwnUploadByCode(ctx, db.OwnUploadByCodeParams{CodeHash: hash, SubjectID: who.Subject()})
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			own = own || err == nil
		}
		return nil
	})
	return own, err
}

func (c *Citizens) spendSubmission(ctx context.Context, who photo.Citizen) error {
	ok, err := c.spend(ctx, kindSubmission, []byte(who.Person.Subject), photo.AthensDay(c.Now()), c.Policy.DailySubmissions)
	if err != nil || ok {
		return err
	}
	resets := photo.NextAthensDay(c.Now())
	refusal := photo.ErrCodeQuota.WithArg("time", resets).WithRetryAfter(resets.Sub(c.Now()))
	return errors.Join(refusal, c.Store.RecordRefusal(ctx, byCitizen("code.submit", who), refusal))
}

// openClaim looks the code up. A code that is not there and one that may not
// be used take the same queries and give the same answer.
func (c *Citizens) openClaim(ctx context.Context, who photo.Citizen, code photo.Code) error {
	event := byCitizen("code.submit", who)
	return c.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := c.uploadByCode(ctx, tx, code)
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrCodeUnknown
		}
		if err != nil {
			return err
		}
		next, err := store.UploadOf(row).Open(who.Subject(), c.Now())
		if err != nil {
			return err
		}
		event.Upload, event.Studio = string(row.ID), string(row.StudioID)
		key, err := c.uploadKey(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		return errors.Join(
			tx.SaveUpload(ctx, row, next),
			tx.SetCode(ctx, db.SetCodeParams{CodeHash: row.CodeHash, SealedCode: key.SealText(code.Reveal(), codeBound(row.ID)), ID: row.ID}),
			tx.OpenClaim(ctx, db.OpenClaimParams{SubjectID: who.Subject(), UploadID: row.ID, OpenedAt: db.At(c.Now())}),
		)
	})
}

func codeBound(id photo.UploadID) string { return "uploads/code/" + string(id) }

func (c *core) uploadByCode(ctx context.Context, tx *store.Tx, code photo.Code) (db.Upload, error) {
	found, absent := db.Upload{}, store.ErrNotFound
	for _, hash := range c.Hashes.All(kindCode, code.Reveal()) {
		row, err := tx.UploadByCode(ctx, hash)
		switch {
		case err == nil:
			found, absent = row, nil
		case !errors.Is(err, store.ErrNotFound):
			return row, err
		}
	}
	return found, absent
}

// claim loads the citizen's open claim and its upload; photo.ErrNoFiles when
// there is none or it can no longer be used.
func (c *Citizens) claim(ctx context.Context, tx *store.Tx, who photo.Citizen) (db.Claim, db.Upload, error) {
	claim, err := tx.LatestClaim(ctx, who.Subject())
	if err != nil {
		return claim, db.Upload{}, unfound("claim", err, photo.ErrNoFiles)
	}
	row, err := tx.Upload(ctx, claim.UploadID)
	if err != nil {
		return claim, row, fmt.Errorf("load upload: %w", err)
	}
	if _, err := store.UploadOf(row).Open(who.Subject(), c.Now()); err != nil {
		return claim, row, photo.ErrNoFiles
	}
	return claim, row, nil
}

// Claimed gives what the citizen is about to approve or reject.
func (c *Citizens) Claimed(ctx context.Context, who photo.Citizen) (Claim, error) {
	var page Claim
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
		claim, row, err := c.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		if page.Mine, err = c.mine(ctx, tx, row); err != nil {
			return err
		}
		kept, _, err := c.openDetails(ctx, tx, row)
		if err != nil {
			return err
		}
		page.Verdict, page.Override, page.OverrideReason = kept.Verdict, kept.Exemption, kept.ExemptionReason
		page.ApprovedAt = claim.ApprovedAt.Time
		page.LinkedDay = store.UploadOf(row).LastDayIfAssociatedAt(c.Now())
		current, err := c.current(ctx, tx, who)
		if errors.Is(err, photo.ErrNoFiles) || err == nil && current.ID == row.ID {
			return nil
		}
		if err != nil {
			return err
		}
		replaces, err := c.mine(ctx, tx, current)
		page.Replaces = &replaces
		return err
	})
	return page, err
}

// current loads the upload now associated with the citizen; photo.ErrNoFiles
// when there is none or it is overdue.
func (c *core) current(ctx context.Context, tx *store.Tx, who photo.Citizen) (db.Upload, error) {
	association, err := tx.CurrentAssociation(ctx, who.Subject())
	if err != nil {
		return db.Upload{}, unfound("association", err, photo.ErrNoFiles)
	}
	row, err := tx.Upload(ctx, association.UploadID)
	if err != nil {
		return row, fmt.Errorf("load upload: %w", err)
	}
	if store.UploadOf(row).Overdue(c.Now()) {
		return row, photo.ErrNoFiles
	}
	return row, nil
}

// mine describes an upload to its citizen.
func (c *core) mine(ctx context.Context, tx *store.Tx, row db.Upload) (Mine, error) {
	u := store.UploadOf(row)
	m := Mine{
		Upload: u.ID, State: u.State, Documents: u.Documents,
		UploadedAt: u.CreatedAt, AssociatedAt: u.AssociatedAt, LastDay: u.LastDay(),
	}
	studio, err := tx.Studio(ctx, u.Studio)
	if err != nil {
		return m, fmt.Errorf("load studio: %w", err)
	}
	if m.StudioName, err = c.studioName(studio); err != nil {
		return m, err
	}
	files, err := tx.FilesOf(ctx, u.ID)
	if err != nil {
		return m, fmt.Errorf("load files: %w", err)
	}
	m.Items, m.Cuts, m.Seen = facts(files, roleMaster), facts(files, roleDerivative), sight(files)
	live, err := tx.CountLiveGrants(ctx, u.ID)
	if err != nil {
		return m, fmt.Errorf("count grants: %w", err)
	}
	m.LiveGrants = int(live)
	if u.AssociatedAt.IsZero() || len(row.SealedCode) == 0 {
		return m, nil
	}
	key, err := c.uploadKey(ctx, tx, u.ID)
	if err != nil {
		return m, err
	}
	m.Code, err = openCode(key, row)
	return m, err
}

func openCode(key seal.Key, row db.Upload) (photo.Code, error) {
	text, err := key.OpenText(row.SealedCode, codeBound(row.ID))
	if err != nil {
		return photo.Code{}, fmt.Errorf("open code: %w", err)
	}
	return photo.ParseCode(text)
}

// Home gives everything the citizen has.
func (c *Citizens) Home(ctx context.Context, who photo.Citizen) (Home, error) {
	var home Home
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := c.current(ctx, tx, who)
		switch {
		case err == nil:
			mine, err := c.mine(ctx, tx, row)
			if err != nil {
				return err
			}
			home.Current = &mine
		case !errors.Is(err, photo.ErrNoFiles):
			return err
		}
		rows, err := tx.DissociatedOf(ctx, who.Subject())
		if err != nil {
			return fmt.Errorf("load uploads: %w", err)
		}
		for _, row := range rows {
			if store.UploadOf(row).Overdue(c.Now()) {
				continue
			}
			mine, err := c.mine(ctx, tx, row)
			if err != nil {
				return err
			}
			home.Dissociated = append(home.Dissociated, mine)
		}
		home.Waiting, home.Approved, err = c.waiting(ctx, tx, who)
		return err
	})
	return home, err
}

// waiting gives the upload of the open claim, as long as it is linked to
// nobody, and whether its pictures are approved.
func (c *Citizens) waiting(ctx context.Context, tx *store.Tx, who photo.Citizen) (*Mine, bool, error) {
	claim, row, err := c.claim(ctx, tx, who)
	if errors.Is(err, photo.ErrNoFiles) || err == nil && row.State != photo.Waiting {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	mine, err := c.mine(ctx, tx, row)
	return &mine, !claim.ApprovedAt.IsZero(), err
}

// joined writes a list of words in one fact.
func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, one := range list {
		words[i] = string(one)
	}
	return strings.Join(words, ",")
}
