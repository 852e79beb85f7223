package citizen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
)

// historyBatch is the number of entries that are read at a time for a whole history.
// Between two batches nothing of the database is held.
const historyBatch = 500

// HistoryKind narrows a history.
type HistoryKind string

// The kinds of history.
const (
	AllHistory        HistoryKind = ""
	RetrievalsHistory HistoryKind = "retrievals"
	GrantsHistory     HistoryKind = "grants"
	FilesHistory      HistoryKind = "files"
	RefusedHistory    HistoryKind = "refused" // what was not done
)

// HistoryPage is a part of a history: at most Limit entries of a kind that are older
// than the entry After; empty: the newest.
type HistoryPage struct {
	Kind  HistoryKind
	After string
	Limit int
}

// History returns a part of what happened to the files of the citizen's subject,
// newest first: every association, grant, retrieval and end of them, also a retrieval
// that was refused. Own acts that were refused are a kind of their own, and forms that
// were not complete are in the ledger alone. [photo.ErrNotFound] when the subject has no entry After.
func (s *Service) History(ctx context.Context, who photo.Citizen, p HistoryPage) ([]HistoryEntry, error) {
	var list []HistoryEntry
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		before := store.Event{At: s.config.Now().Add(time.Hour)}
		if p.After != "" {
			var err error
			if before, err = ownEvent(ctx, tx, who, p.After); err != nil {
				return err
			}
		}
		apps, err := tx.Applications(ctx)
		if err != nil {
			return fmt.Errorf("load applications: %w", err)
		}
		events, err := tx.History(ctx, who.Subject(), string(p.Kind), before, p.Limit)
		if err != nil {
			return fmt.Errorf("load history: %w", err)
		}
		for _, event := range events {
			entry, err := s.entry(apps, who, event)
			if err == nil && entry.Act == journal.CreateRetrieval && entry.Outcome == "done" {
				entry.Fetches, err = s.fetches(ctx, tx, apps, who, entry)
			}
			if err != nil {
				return err
			}
			list = append(list, entry)
		}
		return nil
	})
	return list, err
}

// fetches returns the fetches of a retrieval, given by the line of its request.
func (s *Service) fetches(ctx context.Context, tx *store.Tx, apps []photo.Registration, who photo.Citizen, created HistoryEntry) ([]HistoryEntry, error) {
	// A fetch is recorded a moment after it was let in.
	events, err := tx.Fetches(ctx, who.Subject(), created.At, created.At.Add(photo.RetrievalTTL+time.Minute))
	if err != nil {
		return nil, fmt.Errorf("load fetches: %w", err)
	}
	var list []HistoryEntry
	for _, event := range events {
		entry, err := s.entry(apps, who, event)
		if err != nil {
			return nil, err
		}
		if entry.retrieval == created.retrieval {
			list = append(list, entry)
		}
	}
	return list, nil
}

// WholeHistory returns every entry of a kind, newest first, and reads them as they are
// asked for. It ends after an error.
func (s *Service) WholeHistory(ctx context.Context, who photo.Citizen, kind HistoryKind) iter.Seq2[HistoryEntry, error] {
	return func(yield func(HistoryEntry, error) bool) {
		page := HistoryPage{Kind: kind, Limit: historyBatch}
		for {
			entries, err := s.History(ctx, who, page)
			if err != nil {
				yield(HistoryEntry{}, err)
				return
			}
			for _, entry := range entries {
				if !yield(entry, nil) {
					return
				}
				page.After = entry.ID
			}
			if len(entries) < historyBatch {
				return
			}
		}
	}
}

// ownEvent loads an event about the citizen's subject; [photo.ErrNotFound] for any
// other.
func ownEvent(ctx context.Context, tx *store.Tx, who photo.Citizen, id string) (store.Event, error) {
	row, err := tx.Event(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && row.Subject != who.Subject() {
		return row, photo.ErrNotFound
	}
	if err != nil {
		return row, fmt.Errorf("load event: %w", err)
	}
	return row, nil
}

// entry reads one event for a person. What is registered of its application gives the names;
// they are empty for one that is no longer registered.
func (s *Service) entry(apps []photo.Registration, who photo.Citizen, row store.Event) (HistoryEntry, error) {
	e, err := ledger.ParseEvent(row.Body)
	if err != nil {
		return HistoryEntry{}, fmt.Errorf("read event: %w", err)
	}
	line := HistoryEntry{
		ID: e.ID, At: e.At, Act: journal.Act(e.Act), Outcome: e.Outcome, Integrated: row.Seq != nil, File: e.Facts["file"],
		retrieval: e.Retrieval,
	}
	if e.Role == string(photo.RoleCitizen) && e.Actor != e.Subject {
		line.ByCustodian, line.Own = true, e.Actor == string(who.Person.Subject)
	}
	for _, app := range apps {
		if string(app.ID) == e.Application {
			line.App, line.Body, line.Purpose = app.Name, app.BodyName, app.PurposeName(e.Facts["purpose"])
			break
		}
	}
	for item := range strings.SplitSeq(e.Facts["items"]+","+e.Facts["item"], ",") {
		if item != "" {
			line.Items = append(line.Items, photo.Item(item))
		}
	}
	if len(e.Sealed) == 0 {
		return line, nil
	}
	personal, err := journal.OpenPersonal(s.config.Values, photo.RetrievalID(e.Retrieval), e.Sealed)
	if err != nil {
		return line, err
	}
	line.Case, line.Official = personal.Case, personal.Audit.UserID
	return line, nil
}

// Proof returns the JSON of an [ledger.InclusionDocument]: it proves that an entry
// of the citizen's history is in the ledger, and anybody with the public key can
// check it. [ErrNotIntegrated] when it is not there yet.
func (s *Service) Proof(ctx context.Context, who photo.Citizen, event string) ([]byte, error) {
	var document []byte
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := ownEvent(ctx, tx, who, event)
		if err != nil {
			return err
		}
		if row.Seq == nil {
			return ErrNotIntegrated
		}
		document, err = prove(ctx, tx, row)
		return err
	})
	return document, err
}

// prove writes the proof of an integrated event against the newest checkpoint.
func prove(ctx context.Context, tx *store.Tx, row store.Event) ([]byte, error) {
	checkpoint, err := tx.LatestCheckpoint(ctx)
	if err != nil {
		return nil, fmt.Errorf("load checkpoint: %w", err)
	}
	path, err := ledger.ProveInclusion(checkpoint.Size, *row.Seq, integrator.Nodes(ctx, tx))
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(ledger.InclusionDocument{
		Index: *row.Seq, Size: checkpoint.Size, Leaf: row.Commitment, Salt: row.Salt, Body: row.Body,
		Hashes: path, Checkpoint: checkpoint.Text,
	}, "", "  ")
}
