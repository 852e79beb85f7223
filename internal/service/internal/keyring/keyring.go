package keyring

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-jose/go-jose/v4"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
)

// The kinds of the keys of the service.
const (
	Values   = "values"   // seals small values; the only one with generations
	rows     = "rows"     // authenticates records
	Ledger   = "ledger"   // signs checkpoints
	Receipts = "receipts" // signs receipts
)

// Config holds the dependencies and settings of a [Keyring].
type Config struct {
	Store     *store.Store
	Master    *seal.Master
	Hashes    *seal.Hashes // nil for a command that hashes nothing
	Serves    bool         // the program serves: what comes first in its key files becomes current
	Origin    string       // name of a new ledger; an existing ledger keeps its name
	PinPath   string       // path of the pinned newest checkpoint, outside the database
	Years     int          // for which the bodies of events are kept
	By        string       // account that gives the commands; may be empty
	Now       func() time.Time
	Log       *slog.Logger
	Failpoint failpoint.Hook
}

// Keyring holds the unwrapped keys.
type Keyring struct {
	config                   Config
	values                   *seal.Generations
	firstMaster, firstLookup string // ids of the first keys of the files
	rows                     *seal.Authenticator
	receipts                 jose.Signer
	ledgerKey                string // public, as a verifier key of signed notes
	integrator               *integrator.Integrator
}

// Open unwraps the keys of the service, and makes those that do not exist at the
// first start. It fails for a database that is in use and lacks a key, and with
// [ErrKeysMissing] when records depend on a key that is not in a key file. The
// records of the store are authenticated from then on. The pin begins with the
// ledger.
func Open(ctx context.Context, config Config) (*Keyring, error) {
	k := &Keyring{config: config}
	if err := k.checkKeyFiles(ctx); err != nil {
		return nil, err
	}
	if err := k.openSealing(ctx); err != nil {
		return nil, err
	}
	if err := k.openSigning(ctx); err != nil {
		return nil, err
	}
	if err := k.integrator.Begin(ctx); err != nil || !config.Serves {
		return k, err
	}
	return k, k.adopt(ctx)
}

// OpenLedger opens only what reading the ledger needs; of the configuration, it uses
// neither the look-up keys nor the name of a new ledger.
func OpenLedger(ctx context.Context, config Config) (*integrator.Integrator, error) {
	k := &Keyring{config: config}
	if err := k.openSealing(ctx); err != nil {
		return nil, err
	}
	signing, err := k.loadOrCreate(ctx, Ledger)
	if err != nil {
		return nil, err
	}
	err = k.openLedger(ctx, string(signing))
	return k.integrator, err
}

// openSealing opens the keys that seal small values and authenticate records.
func (k *Keyring) openSealing(ctx context.Context) error {
	if err := k.openValues(ctx); err != nil {
		return err
	}
	secret, err := k.loadOrCreate(ctx, rows)
	if err != nil {
		return err
	}
	key, err := seal.KeyFrom(secret)
	if err != nil {
		return fmt.Errorf("load key %s: %w", rows, err)
	}
	k.rows = seal.NewAuthenticator(key)
	k.config.Store.Authenticate(k.rows, k.config.Log)
	return nil
}

// openSigning opens the keys that sign.
func (k *Keyring) openSigning(ctx context.Context) error {
	signing, err := k.loadOrCreate(ctx, Ledger)
	if err != nil {
		return err
	}
	receipts, err := k.loadOrCreate(ctx, Receipts)
	if err != nil {
		return err
	}
	if len(receipts) != ed25519.SeedSize {
		return errors.New("load key receipts: wrong length")
	}
	if k.receipts, err = newReceiptSigner(ed25519.NewKeyFromSeed(receipts)); err != nil {
		return err
	}
	return k.openLedger(ctx, string(signing))
}

// Values returns the key that seals small values.
func (k *Keyring) Values() *seal.Generations { return k.values }

// Rows returns the authenticator of records.
func (k *Keyring) Rows() *seal.Authenticator { return k.rows }

// Integrator returns the integrator, which puts events into the tree of the ledger.
func (k *Keyring) Integrator() *integrator.Integrator { return k.integrator }

// LedgerKey returns the current public key of the checkpoints, as a verifier key of
// signed notes (golang.org/x/mod/sumdb/note).
func (k *Keyring) LedgerKey() string { return k.ledgerKey }

// loadOrCreate unwraps a key, and makes and saves it first when it does not exist. When two
// replicas make it at once, both use the one that was saved.
func (k *Keyring) loadOrCreate(ctx context.Context, kind string) ([]byte, error) {
	wrapped, err := k.loadWrapped(ctx, kind)
	if errors.Is(err, store.ErrNotFound) {
		if err := k.create(ctx, kind); err != nil {
			return nil, err
		}
		wrapped, err = k.loadWrapped(ctx, kind)
	}
	if err != nil {
		return nil, fmt.Errorf("load key %s: %w", kind, err)
	}
	secret, err := k.config.Master.Unwrap(wrapped, names.ServiceKey(kind))
	if err != nil {
		return nil, fmt.Errorf("open key %s with the master key: %w", kind, err)
	}
	return secret, nil
}

// loadWrapped loads a key of a kind as it is stored.
func (k *Keyring) loadWrapped(ctx context.Context, kind string) (wrapped []byte, err error) {
	err = k.config.Store.Read(ctx, func(tx *store.Tx) error {
		wrapped, err = tx.ServiceKey(ctx, kind)
		return err
	})
	return wrapped, err
}

// generate returns a new key of a kind, wrapped, and its public part; nil when it is
// not a signing key.
func (k *Keyring) generate(kind string) (wrapped, public []byte, err error) {
	var secret []byte
	switch kind {
	case Ledger:
		if k.origin() == "" {
			return nil, nil, errors.New("the ledger of a new database is named after the public address: set MYPHOTO_PUBLIC_URL")
		}
		var pair, verifier string
		pair, verifier, err = ledger.NewKey(k.origin())
		secret, public = []byte(pair+"\n"+verifier), []byte(verifier)
	case Receipts:
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
	if wrapped, err = k.config.Master.Wrap(secret, names.ServiceKey(kind)); err != nil {
		return nil, nil, fmt.Errorf("wrap key %s: %w", kind, err)
	}
	return wrapped, public, nil
}

// create makes and saves a key, unless the database is in use.
func (k *Keyring) create(ctx context.Context, kind string) error {
	wrapped, public, err := k.generate(kind)
	if err != nil {
		return err
	}
	return k.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		if used, err := tx.HasEvents(ctx); err != nil || used {
			return errors.Join(err, fmt.Errorf("the database is in use and lacks the key %s", kind))
		}
		created, err := tx.CreateServiceKey(ctx, kind, wrapped, k.config.Now())
		if err != nil || !created {
			return err
		}
		return k.publish(ctx, tx, kind, public)
	})
}

// Rotate replaces the key that signs [Receipts], or checkpoints of the [Ledger], by
// a new one, or makes a new generation of the key that seals small [Values]. What
// the former key signed can still be verified, what it sealed still opens. A running
// program uses the former key until its next start. Any other kind is
// [photo.ErrInvalid].
func (k *Keyring) Rotate(ctx context.Context, kind string) error {
	switch kind {
	case Values:
		return k.rotateValues(ctx)
	case Ledger, Receipts:
	default:
		return photo.ErrInvalid.OnField("key")
	}
	wrapped, public, err := k.generate(kind)
	if err != nil {
		return err
	}
	event := journal.ByCommand(journal.RotateKey, k.config.By)
	event.Facts["key"] = kind
	return k.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if err := tx.ReplaceServiceKey(ctx, kind, wrapped, k.config.Now()); err != nil {
			return fmt.Errorf("replace key %s: %w", kind, err)
		}
		return k.publish(ctx, tx, kind, public)
	})
}
