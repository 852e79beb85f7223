package outbox

import (
	"context"
	"errors"
	"slices"
	"strings"

	"myphoto/internal/courier"
	"myphoto/internal/courier/template"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// composeOpened returns the notice that somebody opened a code whom the register does
// not know by the contact it was sent to, and records that. There is one for an upload,
// while its contact is kept; nobody is told of a person whom the register knows.
func (o *Outbox) composeOpened(
	ctx context.Context, out courier.Message, n notice, registered registry.Contact, words template.Notice,
) (courier.Message, photo.Channel, error) {
	var typed photo.Reach
	event := journal.BySystem(journal.OpenByOther)
	event.Upload, event.Facts["whose"] = string(n.Upload), string(n.To)
	err := o.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, n.Upload)
		if err != nil {
			return err
		}
		event.Studio = string(u.Studio)
		key, err := o.config.Vault.Key(ctx, tx, u.Upload)
		if err != nil {
			return err
		}
		if typed, err = vault.OpenContact(key, u); err != nil {
			return err
		}
		switch {
		case len(typed.Channels) == 0, knows(registered, typed), u.Stranger != "" && u.Stranger != n.To:
			return courier.ErrPermanent
		case u.Stranger == n.To:
			return store.ErrNothing // recorded by an earlier attempt
		}
		u.Stranger = n.To
		return tx.SaveUpload(ctx, u)
	})
	if err != nil && !errors.Is(err, store.ErrNothing) {
		return out, "", err
	}
	if slices.Contains(typed.Channels, photo.ChannelSMS) {
		out.To, out.Text = typed.Mobile.E164(), words.SMS(lang.Greek)
		return out, photo.ChannelSMS, nil
	}
	out.To = typed.Email.Address()
	return words.Mail(out), photo.ChannelEmail, nil
}

// knows reports whether the register has one of the contacts that were typed.
func knows(registered registry.Contact, typed photo.Reach) bool {
	return typed.Mobile != "" && typed.Mobile.E164() == registered.Mobile ||
		typed.Email != "" && strings.EqualFold(typed.Email.Address(), registered.Email)
}
