package codes

import (
	"encoding/hex"
	"fmt"

	"myphoto/internal/store/db"
)

// nameOf returns the table and the key of a row with a code: random ids, names of
// kinds and keyed hashes.
func nameOf(row any) (table, key string) {
	switch r := row.(type) {
	case db.Alias:
		return "aliases", r.Kind + " " + string(r.SubjectID)
	case db.Studio:
		return "studios", string(r.ID)
	case db.Eligibility:
		return "eligibility", string(r.SubjectID)
	case db.Employee:
		return "employees", r.ID
	case db.Preference:
		return "preferences", string(r.SubjectID)
	case db.Custody:
		return "custodies", string(r.CustodianID) + " " + string(r.MinorID)
	case db.Upload:
		return "uploads", string(r.ID)
	case db.Batch:
		return "batches", string(r.ID)
	case db.Erasure:
		return "erasures", r.ID
	case db.Claim:
		return "claims", string(r.SubjectID) + " " + string(r.UploadID)
	case db.Association:
		return "associations", string(r.ID)
	case db.Ticket:
		return "tickets", string(r.ID)
	case db.Body:
		return "bodies", string(r.ID)
	case db.Application:
		return "applications", string(r.ID)
	case db.Purpose:
		return "purposes", string(r.ApplicationID) + " " + r.Purpose
	case db.Secret:
		return "secrets", r.ID
	case db.Token:
		return "tokens", hex.EncodeToString(r.Hash)
	case db.Grant:
		return "grants", string(r.ID)
	case db.Retrieval:
		return "retrievals", string(r.ID)
	}
	return fmt.Sprintf("%T", row), ""
}
