package admin_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/service"
	"myphoto/internal/service/admin"
	"myphoto/internal/service/servicetest"
)

// The ledger must tell suspending from resuming, one secret from another, and who gave
// a command.
func TestCommandsAreRecordedWithTheirFactsAndTheirGiver(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Reopen(func(c *service.Config) { c.By = "katerina" })
	ctx := t.Context()
	h.Clock.Move(time.Second) // after what was registered
	servicetest.Must(t, h.Admin.AddSecret(ctx, "academic-id", "a second secret"))
	servicetest.Must(t, h.Admin.EndSecret(ctx, "academic-id", "a second secret"))
	servicetest.Must(t, h.Admin.Suspend(ctx, "academic-id"))
	h.Clock.Move(time.Second)
	servicetest.Must(t, h.Admin.Resume(ctx, "academic-id"))
	servicetest.Must(t, h.Admin.RotateKey(ctx, "receipts"))
	servicetest.Must(t, h.Admin.Employ(ctx, admin.EmploymentInput{Owner: "123456783", Studio: "Μ", Employee: "987654324", Label: "Ελένη"}))
	h.Integrate()
	last := func(act string) map[string]string {
		events := h.Events(act)
		if len(events) == 0 {
			t.Fatalf("%s is not recorded", act)
		}
		return events[len(events)-1].Facts
	}
	secret := last("application.secret-end")["secret"]
	if secret == "" {
		t.Error("which secret was ended is not recorded")
	}
	for act, want := range map[string]map[string]string{
		"application.secret":     {"by": "katerina", "secret": secret},
		"application.secret-end": {"by": "katerina", "secret": secret},
		"application.suspend":    {"by": "katerina", "suspended": "false"},
		"key.rotate":             {"by": "katerina", "key": "receipts"},
	} {
		if diff := cmp.Diff(want, last(act)); diff != "" {
			t.Errorf("%s: %s", act, diff)
		}
	}
	if suspensions := h.Events("application.suspend"); suspensions[0].Facts["suspended"] != "true" {
		t.Errorf("suspended: %v", suspensions[0].Facts)
	}
	entered := h.Events("employee.enter")[0]
	if entered.Studio == "" || entered.Facts["whose"] == "" || entered.Facts["employment"] == "" || entered.Facts["by"] != "katerina" {
		t.Errorf("entered %+v", entered)
	}
	for _, registered := range h.Events("application.register") {
		if registered.Application != "academic-id" {
			continue
		}
		want := map[string]string{
			"body": "ministry-of-education", "items": "photo", "profile": "academic-id", "purposes": "academic-id", "signature": "false",
		}
		if diff := cmp.Diff(want, registered.Facts); diff != "" {
			t.Errorf("registered: %s", diff)
		}
	}
}
