package retention_test

import (
	"fmt"
	"testing"
	"time"

	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

// A studio corrects a contact while the sweep is at another one: blanking by what
// was due a moment ago would lose where the new code goes.
func TestSweepKeepsAContactCorrectedMeanwhile(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	first, _ := h.Upload(nikos, "6900000001")
	second, _ := h.Upload(nikos, "6900000002")
	h.ChangeUpload(first, func(u *store.Upload) { u.ContactUntil = time.Unix(1, 0) })
	h.ChangeUpload(second, func(u *store.Upload) { u.ContactUntil = time.Unix(2, 0) })
	h.WriteBehind(t, `CREATE TABLE due AS SELECT * FROM uploads; UPDATE due SET id = id`)
	h.ChangeUpload(second, func(u *store.Upload) { u.ContactUntil = time.Time{} })
	// The correction becomes visible in the moment in which the first is blanked.
	h.WriteBehind(t, fmt.Sprintf(`CREATE TABLE corrected AS SELECT * FROM uploads;
		UPDATE uploads SET (contact_until_at, version, mac) = (SELECT contact_until_at, version, mac FROM due WHERE id = uploads.id);
		CREATE TRIGGER correcting AFTER UPDATE OF sealed_contact ON uploads WHEN NEW.id = '%[1]s'
		BEGIN UPDATE uploads SET (contact_until_at, version, mac) = (SELECT contact_until_at, version, mac FROM corrected WHERE id = '%[2]s')
		WHERE id = '%[2]s'; END`, first, second))
	blanked := h.Sweep()["contacts"]
	if blanked.Erased != 1 || blanked.Failed != 0 {
		t.Errorf("contacts blanked: %+v", blanked)
	}
	for id, want := range map[string]string{string(first): "", string(second): "69••••0002"} {
		list, err := h.Studio.List(t.Context(), nikos, studio.Filter{})
		servicetest.Must(t, err)
		for _, row := range list.Rows {
			if string(row.ID) == id && row.Contact != want {
				t.Errorf("contact of %s is %q, want %q", id, row.Contact, want)
			}
		}
	}
}
