package keyring

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
)

// publish saves the public part of a signing key forever, because what the key
// signed must stay verifiable. It does nothing for a key without a public part.
func (k *Keyring) publish(ctx context.Context, tx *store.Tx, kind string, public []byte) error {
	if public == nil {
		return nil
	}
	err := tx.CreatePublishedKey(ctx, store.PublishedKey{
		ID: photo.NewID("key_"), Kind: kind, Sealed: k.values.Seal(public, names.PublishedKey(kind)), MadeAt: k.config.Now(),
	})
	if err != nil {
		return fmt.Errorf("publish key %s: %w", kind, err)
	}
	return nil
}

// publicPart is the public part of a signing key.
type publicPart struct {
	kind string
	key  []byte // an Ed25519 public key; for the ledger, a verifier key of signed notes
}

// published returns the public parts of all signing keys, current and former,
// newest first.
func (k *Keyring) published(ctx context.Context) ([]publicPart, error) {
	var kept []store.PublishedKey
	err := k.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.PublishedKeys(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load published keys: %w", err)
	}
	parts := make([]publicPart, len(kept))
	for i, one := range kept {
		key, err := k.values.Open(one.Sealed, names.PublishedKey(one.Kind))
		if err != nil {
			return nil, fmt.Errorf("open published key: %w", err)
		}
		parts[i] = publicPart{one.Kind, key}
	}
	return parts, nil
}

// Published returns the public keys of receipts and checkpoints as a JWK set (RFC
// 7517), newest first. It includes all former keys, and those that another machine
// has made since this one started.
func (k *Keyring) Published(ctx context.Context) ([]byte, error) {
	parts, err := k.published(ctx)
	if err != nil {
		return nil, err
	}
	var set jose.JSONWebKeySet
	for _, part := range parts {
		key := ed25519.PublicKey(part.key)
		if part.kind == Ledger {
			if key, err = ledger.PublicKey(string(part.key)); err != nil {
				return nil, fmt.Errorf("read ledger key: %w", err)
			}
		}
		set.Keys = append(set.Keys, publicJWK(key))
	}
	return json.Marshal(set)
}

// publicJWK returns a public key as a JWK whose id is its thumbprint (RFC 7638).
func publicJWK(key crypto.PublicKey) jose.JSONWebKey {
	jwk := jose.JSONWebKey{Key: key, Algorithm: string(jose.EdDSA), Use: "sig"}
	if thumbprint, err := jwk.Thumbprint(crypto.SHA256); err == nil {
		jwk.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	}
	return jwk
}

// openLedger makes the integrator. It signs with the current key, which is a pair of
// keys of signed notes, and verifies what the current or a former key signed.
func (k *Keyring) openLedger(ctx context.Context, pair string) error {
	secret, public, _ := strings.Cut(pair, "\n")
	signer, err := note.NewSigner(secret)
	if err != nil {
		return fmt.Errorf("load key ledger: %w", err)
	}
	k.ledgerKey = public
	published, err := k.published(ctx)
	if err != nil {
		return err
	}
	var verifiers []note.Verifier
	for _, part := range published {
		if part.kind != Ledger {
			continue
		}
		verifier, err := note.NewVerifier(string(part.key))
		if err != nil {
			return fmt.Errorf("load key ledger: %w", err)
		}
		verifiers = append(verifiers, verifier)
	}
	c := k.config
	k.integrator = integrator.New(integrator.Config{
		Store: c.Store, Signer: signer, Keys: note.VerifierList(verifiers...),
		PinPath: c.PinPath, Years: c.Years, Now: c.Now, Log: c.Log, Integrated: func() { c.Failpoint(failpoint.LedgerBatch) },
	})
	return nil
}

// origin returns the name of the ledger. The first start takes it from the public
// URL and fixes it in the key of the ledger; a later change of the URL does not
// change it.
func (k *Keyring) origin() string {
	if name, _, found := strings.Cut(k.ledgerKey, "+"); found {
		return name
	}
	return k.config.Origin
}
