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
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
	"myphoto/internal/store/sequencer"
)

// loadKeys opens the service's own keys, making each one on the first start.
func (c *core) loadKeys(ctx context.Context) error {
	values, err := c.key(ctx, "values", func() ([]byte, error) {
		k := seal.NewKey()
		return k[:], nil
	})
	if err != nil {
		return err
	}
	if copy(c.values[:], values) != len(c.values) {
		return errors.New("load key values: wrong length")
	}
	signing, err := c.key(ctx, "ledger", func() ([]byte, error) {
		secret, public, err := ledger.NewKey(c.origin())
		return []byte(secret + "\n" + public), err
	})
	if err != nil {
		return err
	}
	if err := c.useLedgerKey(string(signing)); err != nil {
		return err
	}
	receipts, err := c.key(ctx, "receipts", func() ([]byte, error) {
		_, private, err := ed25519.GenerateKey(nil)
		return private.Seed(), err
	})
	if err != nil {
		return err
	}
	if len(receipts) != ed25519.SeedSize {
		return errors.New("load key receipts: wrong length")
	}
	c.receipt, err = newReceiptKey(ed25519.NewKeyFromSeed(receipts))
	return err
}

// key opens one key, or makes and keeps it. Of two replicas that make it at
// once, both use the one that was kept.
func (c *core) key(ctx context.Context, name string, fresh func() ([]byte, error)) ([]byte, error) {
	wrapped, err := c.wrappedKey(ctx, name)
	if errors.Is(err, store.ErrNone) {
		if err := c.keepKey(ctx, name, fresh); err != nil {
			return nil, err
		}
		wrapped, err = c.wrappedKey(ctx, name)
	}
	if err != nil {
		return nil, fmt.Errorf("load key %s: %w", name, err)
	}
	key, err := c.Master.Unwrap(wrapped, "service/"+name)
	if err != nil {
		return nil, fmt.Errorf("open key %s with the master key: %w", name, err)
	}
	return key, nil
}

func (c *core) wrappedKey(ctx context.Context, name string) (wrapped []byte, err error) {
	err = c.Store.Read(ctx, func(tx *store.Tx) error {
		wrapped, err = tx.SealingKey(ctx, name)
		return err
	})
	return wrapped, err
}

func (c *core) keepKey(ctx context.Context, name string, fresh func() ([]byte, error)) error {
	key, err := fresh()
	if err != nil {
		return fmt.Errorf("make key %s: %w", name, err)
	}
	wrapped, err := c.Master.Wrap(key, "service/"+name)
	if err != nil {
		return fmt.Errorf("wrap key %s: %w", name, err)
	}
	return c.Store.Maintain(ctx, func(tx *store.Tx) error {
		if n, err := tx.CountEvents(ctx); err != nil || n > 0 {
			return errors.Join(err, fmt.Errorf("the database is in use and lacks the key %s", name))
		}
		_, err := tx.InsertSealingKey(ctx, db.InsertSealingKeyParams{ID: name, Wrapped: wrapped, CreatedAt: db.At(c.Now())})
		return err
	})
}

// LedgerKey is the public key of the ledger's checkpoints, as a verifier key
// of signed notes.
func (c *core) LedgerKey() string { return c.ledgerKey }

// origin names the ledger: the host of the service.
func (c *core) origin() string { return c.Host() + "/ledger" }

// Host is the host of the public address.
func (p Parts) Host() string {
	address, err := url.Parse(p.PublicURL)
	if err != nil {
		return ""
	}
	return address.Host
}

func (c *core) useLedgerKey(pair string) error {
	secret, public, _ := strings.Cut(pair, "\n")
	signer, err := note.NewSigner(secret)
	if err != nil {
		return fmt.Errorf("load key ledger: %w", err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return fmt.Errorf("load key ledger: %w", err)
	}
	c.ledgerKey = public
	c.sequencer = sequencer.New(sequencer.Config{
		Store: c.Store, Origin: c.origin(), Signer: signer, Keys: note.VerifierList(verifier),
		Witness: c.Witness, Now: c.Now, Log: c.Log, Sealed: func() { c.Passed(LedgerBatch) },
	})
	return nil
}
