package application

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Delivery is one file that is being sent. Close must be called once, whatever
// happens to the file.
type Delivery struct {
	MediaType string
	Bytes     int64     // size of the content
	SHA256    [32]byte  // of the content
	Content   io.Reader // decrypted while it is read

	content io.Closer
	release func()
	close   func(ctx context.Context, complete bool) error
}

// Close records the end of the attempt, after the given number of bytes was handed
// over. Only when the whole file was, the item counts as fetched, and its one-time
// grant is not given back. Otherwise the attempt counts as broken off. The content
// must not be read afterwards.
func (d *Delivery) Close(ctx context.Context, handedOver int64) error {
	d.release()
	return errors.Join(d.content.Close(), d.close(context.WithoutCancel(ctx), handedOver == d.Bytes))
}

// Fetch returns one file of a retrieval, at most [photo.MaxRetrievalAttempts] times
// within [photo.RetrievalTTL]. Each attempt is recorded before the first byte is
// sent. The grant, the application and the files are checked again.
func (s *Service) Fetch(ctx context.Context, who photo.Application, id photo.RetrievalID, item photo.Item) (_ *Delivery, err error) {
	event := journal.ByApplication(journal.FetchFile, who)
	event.Retrieval, event.Facts["item"] = journal.ID(id), journal.Item(item)
	if err := s.checkRefused(ctx, event, who); err != nil {
		return nil, err
	}
	defer func() { s.countRefused(who, err) }()
	if err := s.checkFile(ctx, who, id, item); err != nil {
		return nil, err
	}
	var found store.Release
	var file vault.ReleasedFile
	release, err := s.config.Quota.Send(ctx)
	if err != nil {
		return nil, err
	}
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) (err error) {
		if who, err = active(ctx, tx, who.ID); err != nil {
			return err
		}
		if found, err = s.loadOpen(ctx, tx, event, who, id); err != nil {
			return err
		}
		if err := who.MayReceive([]photo.Item{item}, found.Retrieval.Purpose); err != nil {
			return err
		}
		left, err := tx.SpendAttempt(ctx, id, item, s.config.Now())
		if err != nil {
			return fmt.Errorf("count attempt: %w", err)
		}
		if !left {
			return whyNoAttempt(item, found.Retrieval)
		}
		file, err = vault.Release(ctx, tx, found.Upload, item, who.Profile)
		return hideErased(err)
	})
	if err != nil {
		release()
		return nil, err
	}
	s.config.Failpoint(failpoint.AttemptSpent)
	d := &Delivery{MediaType: photo.JPEG, Bytes: file.Facts().Bytes, close: s.closer(found.Retrieval, item)}
	content, sum, err := s.config.Vault.Send(ctx, file)
	if err != nil {
		release()
		return nil, d.broken(ctx, hideErased(err))
	}
	d.SHA256, d.Content, d.content, d.release = sum, content, content, release
	return d, nil
}

// broken records that nothing of the file was sent, and returns why. Where that cannot
// be recorded, the fault takes the place of a refusal, beside which nobody would see it.
func (d *Delivery) broken(ctx context.Context, why error) error {
	fault := d.close(context.WithoutCancel(ctx), false)
	if fault == nil {
		return why
	}
	fault = fmt.Errorf("record broken attempt: %w", fault)
	if photo.IsRefusal(why) {
		return fault
	}
	return errors.Join(why, fault)
}

// checkFile returns [photo.ErrUnavailable] when the bytes of a file are missing,
// before an attempt is spent on them.
func (s *Service) checkFile(ctx context.Context, who photo.Application, id photo.RetrievalID, item photo.Item) error {
	var file vault.ReleasedFile
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.Release(ctx, id, who.ID)
		if err == nil {
			file, err = vault.Release(ctx, tx, found.Upload, item, who.Profile)
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, photo.ErrNotFound) {
		return nil // refused, and recorded, where it would be sent
	}
	if err != nil {
		return fmt.Errorf("load retrieval: %w", err)
	}
	return s.config.Vault.CheckPresent(ctx, []vault.ReleasedFile{file})
}

// closer returns the function that records the end of an attempt. For a settled
// retrieval it records nothing: its grant cannot be given back, so it does not
// matter what was sent.
func (s *Service) closer(r photo.Retrieval, item photo.Item) func(context.Context, bool) error {
	if r.Settled {
		return func(context.Context, bool) error { return nil }
	}
	return func(ctx context.Context, complete bool) error {
		return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
			if complete {
				return tx.MarkFetched(ctx, r.ID)
			}
			return tx.AttemptBroke(ctx, r.ID, item)
		})
	}
}

// whyNoAttempt returns the refusal of an item that has no attempt left:
// [photo.ErrRetrievalExpired] when the retrieval has the item, and else
// [photo.ErrNotAuthorised].
func whyNoAttempt(item photo.Item, r photo.Retrieval) error {
	if slices.Contains(r.Items, item) {
		return photo.ErrRetrievalExpired
	}
	return photo.ErrNotAuthorised
}

// loadOpen loads a retrieval of the application whose files may be released and
// fetched now.
func (s *Service) loadOpen(
	ctx context.Context, tx *store.Tx, event *ledger.Event, who photo.Application, id photo.RetrievalID,
) (store.Release, error) {
	found, err := s.loadActive(ctx, tx, event, who, id)
	if err != nil {
		return found, err
	}
	return found, found.Retrieval.Allows(photo.FetchRetrieval, s.config.Now())
}
