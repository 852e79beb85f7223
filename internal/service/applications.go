package service

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

const (
	tokenFor   = 10 * time.Minute
	kindToken  = "token"
	kindSecret = "secret"
	maxSecret  = 512
)

// Token gives an application a bearer token for its secret (RFC 6749 §4.4). An
// unknown application, a wrong secret and an expired one are refused alike:
// "unauthenticated".
func (a *Applications) Token(ctx context.Context, client, secret string) (string, time.Duration, error) {
	if len(client) > maxSecret || len(secret) > maxSecret {
		return "", 0, photo.ErrUnauthenticated
	}
	var rows []db.Secret
	err := a.Store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.SecretsOf(ctx, db.SecretsOfParams{ApplicationID: photo.ApplicationID(client), ExpiresAt: db.At(a.Now())})
		return err
	})
	if err != nil {
		return "", 0, fmt.Errorf("load secrets: %w", err)
	}
	known := false
	for _, row := range rows {
		known = a.matches(kindSecret, client+"\x00"+secret, row.Hash) || known
	}
	if !known {
		return "", 0, photo.ErrUnauthenticated
	}
	token := rand.Text()
	who := photo.Application{ID: photo.ApplicationID(client)}
	err = a.Store.Write(ctx, byApplication("token.issue", who), func(tx *store.Tx) error {
		return tx.InsertToken(ctx, db.InsertTokenParams{
			Hash: a.Hashes.Sum(kindToken, token), ApplicationID: who.ID, ExpiresAt: db.At(a.Now().Add(tokenFor)),
		})
	})
	return token, tokenFor, err
}

// Recognise gives the application that holds a token, as it is now.
func (a *Applications) Recognise(ctx context.Context, bearer string) (photo.Application, error) {
	if bearer == "" || len(bearer) > maxSecret {
		return photo.Application{}, photo.ErrUnauthenticated
	}
	var who photo.Application
	err := a.Store.Query(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, hash := range a.Hashes.All(kindToken, bearer) {
			rows, err := tx.TokenHolder(ctx, db.TokenHolderParams{Hash: hash, ExpiresAt: db.At(a.Now())})
			if err != nil {
				return fmt.Errorf("load token: %w", err)
			}
			if len(rows) > 0 {
				who = holder(rows)
				return nil
			}
		}
		return photo.ErrUnauthenticated
	})
	return who, err
}

func holder(rows []db.TokenHolderRow) photo.Application {
	one := rows[0]
	who := photo.Application{
		ID: one.ID, Body: one.BodyID, Suspended: !one.SuspendedAt.IsZero(), Items: one.Items, Profile: one.Profile,
		SignatureApproved: one.SignatureApproved,
	}
	for _, row := range rows {
		if row.Purpose.Valid {
			who.Purposes = append(who.Purposes, row.Purpose.String)
		}
	}
	return who
}

// Registration is what an operator says of a new application.
type Registration struct {
	Body       photo.BodyID
	BodyName   Wording
	ID         photo.ApplicationID
	Name       Wording
	LegalBasis Wording
	Refusal    Wording
	Items      []photo.Item
	Purposes   []Purpose
	Profile    photo.ProfileID
	Signature  bool // approved to receive the signature
}

// Register enters a body and its application, or leaves those that are there.
func (h *Housekeeping) Register(ctx context.Context, r Registration) error {
	event := system("application.register")
	event.Application = string(r.ID)
	err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
		if _, err := tx.Application(ctx, r.ID); !errors.Is(err, store.ErrNotFound) {
			return errors.Join(errNothing, err)
		}
		err := tx.SaveBody(ctx, db.SaveBodyParams{ID: r.Body, NameEl: r.BodyName.El, NameEn: r.BodyName.En})
		if err != nil {
			return fmt.Errorf("save body: %w", err)
		}
		_, err = tx.InsertApplication(ctx, db.InsertApplicationParams{
			ID: r.ID, BodyID: r.Body, NameEl: r.Name.El, NameEn: r.Name.En,
			LegalBasisEl: r.LegalBasis.El, LegalBasisEn: r.LegalBasis.En, RefusalEl: r.Refusal.El, RefusalEn: r.Refusal.En,
			Items: r.Items, Profile: r.Profile, SignatureApproved: r.Signature, CreatedAt: db.At(h.Now()),
		})
		if err != nil {
			return fmt.Errorf("save application: %w", err)
		}
		for _, p := range r.Purposes {
			err := tx.InsertPurpose(ctx, db.InsertPurposeParams{ApplicationID: r.ID, Purpose: p.ID, NameEl: p.Name.El, NameEn: p.Name.En})
			if err != nil {
				return fmt.Errorf("save purpose: %w", err)
			}
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return err
}

// AddSecret gives an application another secret; the earlier ones stay valid
// until they are ended, so that keys rotate with overlap. A secret it has
// already is not entered twice.
func (h *Housekeeping) AddSecret(ctx context.Context, id photo.ApplicationID, secret string) error {
	event := system("application.secret")
	event.Application = string(id)
	err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
		rows, err := tx.SecretsOf(ctx, db.SecretsOfParams{ApplicationID: id, ExpiresAt: db.At(h.Now())})
		if err != nil {
			return fmt.Errorf("load secrets: %w", err)
		}
		for _, row := range rows {
			if h.matches(kindSecret, string(id)+"\x00"+secret, row.Hash) {
				return errNothing
			}
		}
		return tx.InsertSecret(ctx, db.InsertSecretParams{
			ID: photo.NewID("key_"), ApplicationID: id, Hash: h.Hashes.Sum(kindSecret, string(id)+"\x00"+secret), CreatedAt: db.At(h.Now()),
		})
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return err
}

// EndSecret ends one secret of an application for the very next request, and
// every token it may have bought.
func (h *Housekeeping) EndSecret(ctx context.Context, id photo.ApplicationID, secret string) error {
	event := system("application.secret-end")
	event.Application = string(id)
	return h.Store.Write(ctx, event, func(tx *store.Tx) error {
		rows, err := tx.SecretsOf(ctx, db.SecretsOfParams{ApplicationID: id, ExpiresAt: db.At(h.Now())})
		if err != nil {
			return fmt.Errorf("load secrets: %w", err)
		}
		for _, row := range rows {
			if !h.matches(kindSecret, string(id)+"\x00"+secret, row.Hash) {
				continue
			}
			_, err := tx.ExpireSecret(ctx, db.ExpireSecretParams{ExpiresAt: db.At(h.Now()), ID: row.ID, ApplicationID: id})
			return errors.Join(err, tx.EndTokens(ctx, id))
		}
		return photo.ErrNotFound
	})
}

// Suspend stops an application at once, or lets it work again.
func (h *Housekeeping) Suspend(ctx context.Context, id photo.ApplicationID, suspended time.Time) error {
	event := system("application.suspend")
	event.Application = string(id)
	return h.Store.Write(ctx, event, func(tx *store.Tx) error {
		rows, err := tx.SuspendApplication(ctx, db.SuspendApplicationParams{SuspendedAt: db.At(suspended), ID: id})
		if err == nil && rows == 0 {
			err = photo.ErrNotFound
		}
		return err
	})
}
