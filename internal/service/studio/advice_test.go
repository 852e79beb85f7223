package studio_test

import (
	"testing"

	"myphoto/internal/service/servicetest"
)

// An acknowledgement holds for the advice that was shown, and for no other: what the
// browser found may be less than what the service knows.
func TestAdviceThatWasNotShownIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	h.Upload(nikos, "6900000001")
	send := func(mobile string, seen []string) (draft bool, advised []string) {
		form := h.Form(mobile) // the pictures of another client: advice
		form.Acknowledged, form.Seen = true, seen
		out, err := h.Studio.Upload(t.Context(), nikos, form)
		servicetest.Must(t, err)
		page, err := h.Studio.View(t.Context(), nikos, out.Upload)
		servicetest.Must(t, err)
		return out.Draft, page.Verdict.AdviceKeys()
	}
	draft, advised := send("6900000002", []string{})
	if !draft || len(advised) != 2 {
		t.Fatalf("kept as a draft: %t, for %q", draft, advised)
	}
	if draft, _ := send("6900000003", advised[:1]); !draft {
		t.Error("one advice of two was read, and it was sent")
	}
	if draft, _ := send("6900000004", append(advised, "photo//other")); draft {
		t.Error("all advice was read, and it was not sent")
	}
	if draft, _ := send("6900000005", nil); draft {
		t.Error("a form that only says that the advice was read was not sent")
	}
}
