package service

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
	"myphoto/internal/store/integrator"
)

// Kinds of the service's own keys.
const (
	keyValues   = "values"   // seals small values
	keyLedger   = "ledger"   // signs checkpoints
	keyReceipts = "receipts" // signs receipts
)

// loadKeys opens the service's own keys, making each one on the first start.
func (c *core) loadKeys(ctx context.Context) error {
	values, err := c.key(ctx, keyValues)
	if err != nil {
		return err
	}
	if copy(c.values[:], values) != len(c.values) {
		return errors.New("load key values: wrong length")
	}
	signing, err := c.key(ctx, keyLedger)
	if err != nil {
		return err
	}
	receipts, err := c.key(ctx, keyReceipts)
	if err != nil {
		return err
	}
	if len(receipts) != ed25519.SeedSize {
		return errors.New("load key receipts: wrong length")
	}
	if c.receipt, err = newReceiptKey(ed25519.NewKeyFromSeed(receipts)); err != nil {
		return err
	}
	published, err := c.published(ctx)
	if err != nil {
		return err
	}
	return c.useLedgerKey(string(signing), published)
}

// key opens one key, or makes and keeps it. Of two replicas that make it at
// once, both use the one that was kept.
func (c *core) key(ctx context.Context, kind string) ([]byte, error) {
	wrapped, err := c.wrappedKey(ctx, kind)
	if errors.Is(err, store.ErrNotFound) {
		if err := c.keepKey(ctx, kind); err != nil {
			return nil, err
		}
		wrapped, err = c.wrappedKey(ctx, kind)
	}
	if err != nil {
		return nil, fmt.Errorf("load key %s: %w", kind, err)
	}
	key, err := c.Master.Unwrap(wrapped, wrappedAs(kind))
	if err != nil {
		return nil, fmt.Errorf("open key %s with the master key: %w", kind, err)
	}
	return key, nil
}

func wrappedAs(kind string) string { return "service/" + kind }

func (c *core) wrappedKey(ctx context.Context, name string) (wrapped []byte, err error) {
	err = c.Store.Read(ctx, func(tx *store.Tx) error {
		wrapped, err = tx.SealingKey(ctx, name)
		return err
	})
	return wrapped, err
}

// fresh makes a key of a kind: wrapped, and its public part where it signs.
func (c *core) fresh(kind string) (wrapped, public []byte, err error) {
	var secret []byte
	switch kind {
	case keyLedger:
		var pair, verifier string
		pair, verifier, err = ledger.NewKey(c.origin())
		secret, public = []byte(pair+"\n"+verifier), []byte(verifier)
	case keyReceipts:
		var private ed25519.PrivateKey
		public, private, err = ed25519.GenerateKey(nil)
		secret = private.Seed()
	default:
		key := seal.NewKey()
		secret = key[:]
	}
	if err != nil {
		return nil, nil, fmt.Errorf("make key %s: %w", kind, err)
	}
	if wrapped, err = c.Master.Wrap(secret, wrappedAs(kind)); err != nil {
		return nil, nil, fmt.Errorf("wrap key %s: %w", kind, err)
	}
	return wrapped, public, nil
}

func (c *core) keepKey(ctx context.Context, kind string) error {
	wrapped, public, err := c.fresh(kind)
	if err != nil {
		return err
	}
	return c.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		if n, err := tx.CountEvents(ctx); err != nil || n > 0 {
			return errors.Join(err, fmt.Errorf("the database is in use and lacks the key %s", kind))
		}
		rows, err := tx.InsertSealingKey(ctx, db.InsertSealingKeyParams{ID: kind, Wrapped: wrapped, CreatedAt: db.At(c.Now())})
		if err != nil || rows == 0 {
			return err
		}
		return c.publish(ctx, tx, kind, public)
	})
}

// RotateKey puts a new key in the place of the one that signs "receipts" or
// checkpoints of the "ledger"; what the former one signed can be verified as
// before. A program that runs goes on with the former until it starts anew.
func (h *Housekeeping) RotateKey(ctx context.Context, kind string) error {
	if kind != keyLedger && kind != keyReceipts {
		return photo.ErrInvalid.OnField("key")
	}
	wrapped, public, err := h.fresh(kind)
	if err != nil {
		return err
	}
	event := system("key.rotate")
	event.Facts["key"] = kind
	return h.Store.Write(ctx, event, func(tx *store.Tx) error {
		rows, err := tx.ReplaceSealingKey(ctx, db.ReplaceSealingKeyParams{Wrapped: wrapped, CreatedAt: db.At(h.Now()), ID: kind})
		if err == nil && rows == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("replace key %s: %w", kind, err)
		}
		return h.publish(ctx, tx, kind, public)
	})
}

// publish keeps the public part of a key for as long as there is anything that
// it signed: for good.
func (c *core) publish(ctx context.Context, tx *store.Tx, kind string, public []byte) error {
	if public == nil {
		return nil
	}
	err := tx.InsertPublishedKey(ctx, db.InsertPublishedKeyParams{
		ID: photo.NewID("key_"), Kind: kind, Sealed: c.values.Seal(public, publishedBound(kind)), MadeAt: db.At(c.Now()),
	})
	if err != nil {
		return fmt.Errorf("publish key %s: %w", kind, err)
	}
	return nil
}

func publishedBound(kind string) string { return "published-keys/" + kind }

// publicPart is what everybody may have of a key of the service.
type publicPart struct {
	kind string
	key  []byte // Ed25519; of the ledger a verifier key of signed notes
}

// published gives the public parts of all keys that ever signed, newest first.
func (c *core) published(ctx context.Context) ([]publicPart, error) {
	var rows []db.PublishedKey
	err := c.Store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.PublishedKeys(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load published keys: %w", err)
	}
	parts := make([]publicPart, len(rows))
	for i, row := range rows {
		key, err := c.values.Open(row.Sealed, publishedBound(row.Kind))
		if err != nil {
			return nil, fmt.Errorf("open published key: %w", err)
		}
		parts[i] = publicPart{row.Kind, key}
	}
	return parts, nil
}

// LedgerKey is the public key of the ledger's checkpoints, as a verifier key
// of signed notes.
func (c *core) LedgerKey() string { return c.ledgerKey }

// origin returns the name of the ledger. The first start takes it from the public
// address and fixes it in the ledger's key; another address changes nothing.
func (c *core) origin() string {
	if name, _, found := strings.Cut(c.ledgerKey, "+"); found {
		return name
	}
	return c.Host() + "/ledger"
}

// Host is the host of the public address.
func (p Parts) Host() string {
	address, err := url.Parse(p.PublicURL)
	if err != nil {
		return ""
	}
	return address.Host
}

// useLedgerKey signs with the current key and opens what it or a former one
// signed.
func (c *core) useLedgerKey(pair string, published []publicPart) error {
	secret, public, _ := strings.Cut(pair, "\n")
	signer, err := note.NewSigner(secret)
	if err != nil {
		return fmt.Errorf("load key ledger: %w", err)
	}
	c.ledgerKey = public
	var verifiers []note.Verifier
	for _, part := range published {
		if part.kind != keyLedger {
			continue
		}
		verifier, err := note.NewVerifier(string(part.key))
		if err != nil {
			return fmt.Errorf("load key ledger: %w", err)
		}
		verifiers = append(verifiers, verifier)
	}
	c.integrator, err = integrator.New(integrator.Config{
		Store: c.Store, Signer: signer, Keys: note.VerifierList(verifiers...),
		PinPath: c.PinPath, Now: c.Now, Log: c.Log, Integrated: func() { c.Passed(LedgerBatch) },
	})
	return err
}
