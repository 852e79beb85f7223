package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
	"myphoto/internal/store/integrator"
)

const mostEntries = 10_000

// History gives what happened to the citizen's files, newest first: every
// association, grant, retrieval and end of them, also what was refused.
func (c *Citizens) History(ctx context.Context, who photo.Citizen) ([]Entry, error) {
	var list []Entry
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
		all, err := c.choices(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.EventsOfSubject(ctx, db.EventsOfSubjectParams{SubjectID: who.Subject(), Limit: mostEntries})
		if err != nil {
			return fmt.Errorf("load history: %w", err)
		}
		for _, row := range rows {
			entry, err := c.entry(all, row)
			if err != nil {
				return err
			}
			list = append(list, entry)
		}
		return nil
	})
	return list, err
}

func (c *core) entry(all []choice, row db.Event) (Entry, error) {
	e, err := ledger.ParseEvent(row.Body)
	if err != nil {
		return Entry{}, fmt.Errorf("read event: %w", err)
	}
	line := Entry{ID: e.ID, At: e.At, Act: e.Act, Outcome: e.Outcome, Integrated: row.Seq != nil}
	if e.Application != "" {
		app, purpose := named(all, photo.ApplicationID(e.Application), e.Facts["purpose"])
		line.App, line.Body, line.Purpose = app.Name, app.Body, purpose
	}
	for item := range strings.SplitSeq(e.Facts["items"]+","+e.Facts["item"], ",") {
		if item != "" {
			line.Items = append(line.Items, photo.Item(item))
		}
	}
	if len(e.Sealed) == 0 {
		return line, nil
	}
	var p personal
	if err := openJSON(c.values, e.Sealed, eventBound(photo.RetrievalID(e.Retrieval)), &p); err != nil {
		return line, err
	}
	line.Case, line.Official = p.Case, p.Audit.UserID
	return line, nil
}

// Proof gives the document that proves an entry of the citizen's history to be
// in the ledger; anybody with the public key can check it.
func (c *Citizens) Proof(ctx context.Context, who photo.Citizen, event string) ([]byte, error) {
	var document []byte
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Event(ctx, event)
		if errors.Is(err, store.ErrNotFound) || err == nil && row.SubjectID != who.Subject() {
			return photo.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("load event: %w", err)
		}
		if row.Seq == nil {
			return ErrNotIntegrated
		}
		checkpoint, err := tx.LatestCheckpoint(ctx)
		if err != nil {
			return fmt.Errorf("load checkpoint: %w", err)
		}
		proof, err := ledger.ProveInclusion(checkpoint.Size, *row.Seq, integrator.Nodes(ctx, tx))
		if err != nil {
			return err
		}
		document, err = json.MarshalIndent(ledger.InclusionDocument{
			Index: *row.Seq, Size: checkpoint.Size, Leaf: row.Commitment, Salt: row.Salt, Body: row.Body,
			Hashes: proof, Checkpoint: checkpoint.Text,
		}, "", "  ")
		return err
	})
	return document, err
}

const sealEvery = 2 * time.Second // at the latest

// ErrNotIntegrated means that the entry is not in the tree yet; it is within
// two seconds.
var ErrNotIntegrated = &photo.Error{Kind: photo.Unavailable, Code: "ledger.not-sealed", RetryAfter: sealEvery}
