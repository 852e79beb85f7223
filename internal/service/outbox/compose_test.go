package outbox_test

import (
	"encoding/json"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

// A person who reads the mail on the phone cannot scan its QR code: both parts
// must have the link, each in both languages.
func TestMailWithTheCodeHasALinkInBothParts(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	form := h.Form("6944555666")
	form.Email, form.Channels = "client@example.org", []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}
	_, err := h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), form)
	servicetest.Must(t, err)
	h.Deliver()
	var mails []struct{ Text, HTML string }
	servicetest.Must(t, json.Unmarshal([]byte(h.Messages("mails", form.Email)), &mails))
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	link := "/c/" + strings.NewReplacer("+", "-", "/", "_").Replace(h.LastCode("+306944555666"))
	for _, said := range []string{"πατήστε τον σύνδεσμο", "follow the link", link} {
		if !strings.Contains(mails[0].Text, said) {
			t.Errorf("the text lacks %q:\n%s", said, mails[0].Text)
		}
	}
	for _, said := range []string{">Συνέχεια στο ", ">Continue at ", link} {
		if !strings.Contains(mails[0].HTML, said) {
			t.Errorf("the HTML lacks %q:\n%s", said, mails[0].HTML)
		}
	}
	if pictures := strings.Count(mails[0].HTML, "<img"); pictures != 1 {
		t.Errorf("%d QR codes", pictures)
	}
}
