package outbox

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// QueueToCustodians queues a notice to each custodian of the minor for whom somebody
// acts, but to who acts; none for a citizen who acts for nobody else. A custodian is
// sent at most one of each minor in an hour of the clock: it says to look at the
// history, which tells the rest.
func (o *Outbox) QueueToCustodians(ctx context.Context, tx *store.Tx, who photo.Citizen, id photo.UploadID) error {
	if who.For == "" {
		return nil
	}
	custodies, err := tx.CustodiesOf(ctx, who.For)
	if err != nil {
		return fmt.Errorf("load custodians: %w", err)
	}
	now := o.config.Now()
	for _, custody := range custodies {
		if custody.Custodian == who.Person.Subject || !custody.Holds(now) {
			continue
		}
		first, err := tx.Spend(ctx, store.Counter{
			Kind: "custodian-hour", Key: []byte(custody.Custodian + "/" + who.For), Period: now.UTC().Format("2006-01-02T15"),
		}, 1)
		if err != nil {
			return fmt.Errorf("count notices of a minor: %w", err)
		}
		if !first {
			continue
		}
		err = o.queueNotice(ctx, tx, Notice{
			Kind: NoticeMinor, Upload: id, To: custody.Custodian, Prefer: photo.ChannelEmail, Made: now, Minor: who.For,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// confirmCustody asks the registers whether who is told of the files of a minor still has
// the custody: the record may be as old as its last use. It refuses a notice whose custody
// has ended, and "register-unavailable" and when no register is connected, for a later
// attempt. A custody that is not confirmed is deleted, as at its next use.
func (o *Outbox) confirmCustody(ctx context.Context, custodian photo.TaxID, n notice) error {
	var kept store.Custody
	var number registry.PersonNumber
	err := o.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if kept, err = tx.Custody(ctx, n.To, n.Minor); err != nil {
			return store.NotFoundOr(photo.ErrMoved, "custody", err)
		}
		if !kept.Holds(o.config.Now()) {
			return photo.ErrMoved
		}
		number, err = o.config.Minors.Number(ctx, tx, n.Minor)
		return err
	})
	if err != nil {
		return err
	}
	_, err = o.config.Minors.Confirm(ctx, custodian, number)
	if errors.Is(err, photo.ErrNotCustodian) {
		if fault := o.loseCustody(ctx, kept); fault != nil {
			return fault
		}
	}
	return err
}

// loseCustody deletes a custody that the register does not confirm any more, unless the
// custodian had it confirmed after it was loaded.
func (o *Outbox) loseCustody(ctx context.Context, lost store.Custody) error {
	event := journal.BySystem(journal.LoseCustody)
	event.Subject, event.Facts["whose"] = string(lost.Minor), string(lost.Custodian)
	err := o.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		kept, err := tx.Custody(ctx, lost.Custodian, lost.Minor)
		if errors.Is(err, store.ErrNotFound) || err == nil && !kept.AskedAt.Equal(lost.AskedAt) {
			return store.ErrNothing
		}
		if err != nil {
			return err
		}
		return tx.DeleteCustody(ctx, lost.Custodian, lost.Minor)
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}
