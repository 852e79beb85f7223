package store

import (
	"context"
	"encoding/hex"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/counts"
	"myphoto/internal/store/db"
)

// KeyUse counts the records of a kind that depend on one key.
type KeyUse struct {
	Key     string // id of the key, in hexadecimal form
	What    string // kind of the records, in English
	Records int
}

// Passing reports whether the records end by themselves within days, and nobody loses
// more than a sign-in or a message's report when their key is gone. Whoever can write
// into the database can make such rows under a key that never was.
func (u KeyUse) Passing() bool {
	switch u.What {
	case useSessions, useBrowsers, useSignIns, useOTPs, useReports, useReplies, useTokens, useContacts, useTickets:
		return true
	}
	return false
}

// Kinds of records that end by themselves.
const (
	useTokens   = "tokens"
	useSessions = "sessions"
	useBrowsers = "remembered browsers"
	useSignIns  = "sign-ins under way"
	useOTPs     = "one-time codes"
	useReports  = "delivery reports"
	useReplies  = "repeated requests"
	useContacts = "contacts of today"
	useTickets  = "tickets"
)

// keyRow is what the queries about the use of keys return.
type keyRow interface {
	~struct {
		Key     []byte
		Records int64
	}
}

// uses adds the rows of one query to a list; it returns the first error of all.
func uses[R keyRow](list []KeyUse, before error, what string, rows []R, err error) ([]KeyUse, error) {
	for _, r := range rows {
		row := struct {
			Key     []byte
			Records int64
		}(r)
		list = append(list, KeyUse{hex.EncodeToString(row.Key), what, int(row.Records)})
	}
	if before != nil {
		err = before
	}
	return list, err
}

// LookupKeyUses returns which look-up keys the living records depend on. Records
// that have ended, such as an expired session, depend on none.
func (tx *Tx) LookupKeyUses(ctx context.Context, now time.Time) (list []KeyUse, err error) {
	at := db.At(now)
	aliases, fault := tx.q.LookupKeysOfAliases(ctx)
	list, err = uses(list, err, "people", aliases, fault)
	codes, fault := tx.q.LookupKeysOfCodes(ctx)
	list, err = uses(list, err, "codes", codes, fault)
	pictures, fault := tx.q.LookupKeysOfPictures(ctx)
	list, err = uses(list, err, "pictures", pictures, fault)
	secrets, fault := tx.q.LookupKeysOfSecrets(ctx, at)
	list, err = uses(list, err, "secrets of applications", secrets, fault)
	tokens, fault := tx.q.LookupKeysOfTokens(ctx, at)
	list, err = uses(list, err, useTokens, tokens, fault)
	sessions, fault := tx.q.LookupKeysOfSessions(ctx, at)
	list, err = uses(list, err, useSessions, sessions, fault)
	browsers, fault := tx.q.LookupKeysOfBrowsers(ctx, at)
	list, err = uses(list, err, useBrowsers, browsers, fault)
	signIns, fault := tx.q.LookupKeysOfSignIns(ctx, at)
	list, err = uses(list, err, useSignIns, signIns, fault)
	otps, fault := tx.q.LookupKeysOfOTPs(ctx, at)
	list, err = uses(list, err, useOTPs, otps, fault)
	reports, fault := tx.q.LookupKeysOfReports(ctx)
	list, err = uses(list, err, useReports, reports, fault)
	replies, fault := tx.q.LookupKeysOfReplies(ctx, db.At(now.Add(-counts.ReplyTTL)))
	list, err = uses(list, err, useReplies, replies, fault)
	tickets, fault := tx.q.LookupKeysOfTickets(ctx, at)
	list, err = uses(list, err, useTickets, tickets, fault)
	contacts, fault := tx.q.LookupKeysOfContacts(ctx, photo.AthensDay(now))
	return uses(list, err, useContacts, contacts, fault)
}

// MasterKeyUses returns which master keys the wrapped keys depend on.
func (tx *Tx) MasterKeyUses(ctx context.Context) (list []KeyUse, err error) {
	service, fault := tx.q.MasterKeysOfService(ctx)
	list, err = uses(list, err, "keys of the service", service, fault)
	uploads, fault := tx.q.MasterKeysOfUploads(ctx)
	return uses(list, err, "keys of uploads", uploads, fault)
}

// GenerationUses returns which generations of the key of small values the records
// depend on that move to a new one.
func (tx *Tx) GenerationUses(ctx context.Context) (list []KeyUse, err error) {
	aliases, fault := tx.q.GenerationsOfAliases(ctx)
	list, err = uses(list, err, "people", aliases, fault)
	studios, fault := tx.q.GenerationsOfStudios(ctx)
	list, err = uses(list, err, "studios", studios, fault)
	employees, fault := tx.q.GenerationsOfEmployees(ctx)
	list, err = uses(list, err, "employments", employees, fault)
	published, fault := tx.q.GenerationsOfPublishedKeys(ctx)
	return uses(list, err, "published keys", published, fault)
}

// AliasesHashedBefore returns at most limit aliases that depend on another look-up
// key than the current one.
func (tx *Tx) AliasesHashedBefore(ctx context.Context, current []byte, limit int32) ([]Alias, error) {
	return tx.aliasesOf(tx.q.AliasesOfOtherLookupKeys(ctx, db.AliasesOfOtherLookupKeysParams{Current: current, MaxRows: limit}))
}

// AliasesSealedBefore returns at most limit aliases that another generation of the
// key of small values sealed.
func (tx *Tx) AliasesSealedBefore(ctx context.Context, current []byte, limit int32) ([]Alias, error) {
	return tx.aliasesOf(tx.q.AliasesOfOtherGenerations(ctx, db.AliasesOfOtherGenerationsParams{Current: current, MaxRows: limit}))
}

func (tx *Tx) aliasesOf(rows []db.Alias, err error) ([]Alias, error) {
	rows, err = allGenuine(tx, rows, err) // or else nothing seems to be left under the former key
	list := make([]Alias, len(rows))
	for i, row := range rows {
		list[i] = aliasOf(row)
	}
	return list, err
}

// RekeyAlias replaces the keyed hash and the sealed number of an alias.
func (tx *Tx) RekeyAlias(ctx context.Context, before Alias, hash, sealed []byte) error {
	row, err := tx.q.AliasByHash(ctx, db.AliasByHashParams{Kind: before.Kind, Hash: before.Hash})
	if row, err = genuine(tx, row, err); err != nil {
		return err
	}
	code := row.Mac
	row.Hash, row.Sealed = hash, sealed
	return orStale(tx.q.UpdateAlias(ctx, db.UpdateAliasParams{
		Hash: row.Hash, Sealed: row.Sealed, Mac: tx.sign(row), Kind: row.Kind, BeforeHash: before.Hash, Before: code,
	}))
}

// UploadsUnder returns at most limit uploads whose code depends on another look-up
// key and is kept sealed, so that it can be hashed anew.
func (tx *Tx) UploadsUnder(ctx context.Context, current []byte, limit int32) ([]Upload, error) {
	rows, err := tx.q.CodesOfOtherLookupKeys(ctx, db.CodesOfOtherLookupKeysParams{Current: current, MaxRows: limit})
	return uploadsOf(allGenuine(tx, rows, err)) // as [Tx.aliasesOf]
}

// PicturesUnder returns at most limit masters that depend on another look-up key.
func (tx *Tx) PicturesUnder(ctx context.Context, current []byte, limit int32) ([]File, error) {
	rows, err := tx.q.PicturesOfOtherLookupKeys(ctx, db.PicturesOfOtherLookupKeysParams{Current: current, MaxRows: limit})
	list := make([]File, len(rows))
	for i, row := range rows {
		list[i] = fileOf(row)
	}
	return list, err
}

// RehashPicture replaces the keyed hash of a master.
func (tx *Tx) RehashPicture(ctx context.Context, before File, hash []byte) error {
	return orStale(tx.q.RehashPicture(ctx, db.RehashPictureParams{RepeatHash: hash, ID: before.ID, Before: before.PictureHash}))
}

// WrappedUploadKey is the wrapped key of an upload.
type WrappedUploadKey struct {
	Upload  photo.UploadID
	Wrapped []byte
}

// UploadKeysUnder returns at most limit keys of uploads that another master key
// wrapped.
func (tx *Tx) UploadKeysUnder(ctx context.Context, current []byte, limit int32) ([]WrappedUploadKey, error) {
	rows, err := tx.q.UploadKeysOfOtherMasters(ctx, db.UploadKeysOfOtherMastersParams{Current: current, MaxRows: limit})
	list := make([]WrappedUploadKey, len(rows))
	for i, row := range rows {
		list[i] = WrappedUploadKey{row.UploadID, row.Wrapped}
	}
	return list, err
}

// RewrapUploadKey replaces the wrapped key of an upload; [ErrStale] when it was
// replaced or destroyed meanwhile.
func (tx *Tx) RewrapUploadKey(ctx context.Context, before WrappedUploadKey, wrapped []byte) error {
	return orStale(tx.q.UpdateUploadKey(ctx, db.UpdateUploadKeyParams{Wrapped: wrapped, UploadID: before.Upload, Before: before.Wrapped}))
}

// ServiceKeysUnder returns at most limit keys of the service that another master
// key wrapped.
func (tx *Tx) ServiceKeysUnder(ctx context.Context, current []byte, limit int32) ([]WrappedServiceKey, error) {
	rows, err := tx.q.ServiceKeysOfOtherMasters(ctx, db.ServiceKeysOfOtherMastersParams{Current: current, MaxRows: limit})
	list := make([]WrappedServiceKey, len(rows))
	for i, row := range rows {
		list[i] = WrappedServiceKey{ID: row.ID, Wrapped: row.Wrapped}
	}
	return list, err
}

// RewrapServiceKey replaces the wrapped form of a key of the service; [ErrStale]
// when it was replaced meanwhile.
func (tx *Tx) RewrapServiceKey(ctx context.Context, before WrappedServiceKey, wrapped []byte) error {
	return orStale(tx.q.RewrapSealingKey(ctx, db.RewrapSealingKeyParams{Wrapped: wrapped, ID: before.ID, Before: before.Wrapped}))
}

// ResealStudios seals anew the names of at most limit studios that another
// generation sealed, and returns their number.
func (tx *Tx) ResealStudios(ctx context.Context, current []byte, limit int32, reseal func(Studio) ([]byte, error)) (int, error) {
	rows, err := tx.q.StudiosOfOtherGenerations(ctx, db.StudiosOfOtherGenerationsParams{Current: current, MaxRows: limit})
	if rows, err = allGenuine(tx, rows, err); err != nil { // as [Tx.aliasesOf]
		return 0, err
	}
	for _, row := range rows {
		sealed, err := reseal(studioOf(row))
		if err != nil {
			return 0, err
		}
		if err := tx.updateStudio(ctx, row, sealed); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// ResealEmployments is [Tx.ResealStudios] for the labels of employments.
func (tx *Tx) ResealEmployments(ctx context.Context, current []byte, limit int32, reseal func(Employment) ([]byte, error)) (int, error) {
	rows, err := tx.q.EmployeesOfOtherGenerations(ctx, db.EmployeesOfOtherGenerationsParams{Current: current, MaxRows: limit})
	if rows, err = allGenuine(tx, rows, err); err != nil { // as [Tx.aliasesOf]
		return 0, err
	}
	for _, row := range rows {
		before := row.Mac
		if row.SealedLabel, err = reseal(employmentOf(row)); err != nil {
			return 0, err
		}
		if err := tx.updateEmployee(ctx, row, before); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// ResealPublishedKeys is [Tx.ResealStudios] for the public parts of signing keys.
func (tx *Tx) ResealPublishedKeys(ctx context.Context, current []byte, limit int32, reseal func(PublishedKey) ([]byte, error)) (int, error) {
	rows, err := tx.q.PublishedKeysOfOtherGenerations(ctx, db.PublishedKeysOfOtherGenerationsParams{Current: current, MaxRows: limit})
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		sealed, err := reseal(PublishedKey{ID: row.ID, Kind: row.Kind, Sealed: row.Sealed, MadeAt: row.MadeAt.Time})
		if err != nil {
			return 0, err
		}
		if err := orStale(tx.q.ResealPublishedKey(ctx, db.ResealPublishedKeyParams{Sealed: sealed, ID: row.ID, Before: row.Sealed})); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}
