package retention_test

import (
	"fmt"
	"testing"

	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// A studio corrects a contact while the sweep is at another one: blanking by what
// was due a moment ago would lose where the new code goes.
func TestSweepKeepsAContactCorrectedMeanwhile(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	first, _ := h.Upload(nikos, "6900000001")
	second, _ := h.Upload(nikos, "6900000002")
	h.Tamper(t, fmt.Sprintf(`UPDATE uploads SET contact_until_at = 1 WHERE id = '%[1]s';
		UPDATE uploads SET contact_until_at = 2 WHERE id = '%[2]s';
		CREATE TRIGGER corrected AFTER UPDATE OF sealed_contact ON uploads WHEN NEW.id = '%[1]s'
		BEGIN UPDATE uploads SET contact_until_at = NULL, version = version + 1 WHERE id = '%[2]s'; END`, first, second))
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
