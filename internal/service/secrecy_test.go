package service_test

import (
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// secrets are the personal data that the test enters.
var secrets = [][]byte{
	[]byte("123456783"), []byte("111111114"), // tax numbers
	[]byte("6900000001"), []byte("6944555666"), []byte("client@example.org"), // contacts
	[]byte("ΠΑΠΑΔΟΠΟΥΛΟΥ"), []byte("ΝΙΚΟΛΑΟΥ"), []byte("ΜΑΡΙΑ"), // names
	[]byte("officer-7"), []byte("ΑΠ-2026-000123"), []byte("νύφη Σάββατο"), // case, official, label
	[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), // the beginning of a JPEG
}

// A stolen disk or a forwarded log must not reveal a picture, number, name or
// code, even when an error quotes its input.
func TestDiskAndLogsRevealNothing(t *testing.T) {
	t.Parallel()
	for _, gateway := range []string{"ok", "down", "error"} {
		t.Run("gateway "+gateway, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
			form := h.Form("6944555666")
			form.Email, form.Channels, form.Label = "client@example.org", []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}, "νύφη Σάββατο"
			_, err := h.Studio.Upload(t.Context(), nikos, form)
			servicetest.Must(t, err)
			h.Deliver()
			code := h.LastCode("+306944555666")
			h.Fault("sms", gateway)
			h.Fault("smtp", gateway)
			servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
			servicetest.Must(t, h.Approve(maria))
			servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
			h.Grant(maria, photo.UntilFiles)
			reply, err := h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), servicetest.LicenceRequest())
			servicetest.Must(t, err)
			_, err = h.Application.Fetch(t.Context(), h.AsApplication("driving-licences"), reply.ID, photo.ItemPhoto)
			servicetest.Must(t, err)
			ticket := h.Ticket(maria)
			form.Label, form.Ticket = "", ticket
			_, err = h.Studio.Upload(t.Context(), nikos, form)
			servicetest.Must(t, err)
			h.Deliver()
			h.Integrate()
			for _, secret := range append([][]byte{[]byte(code), []byte(ticket)}, secrets...) {
				if h.OnDisk(secret) {
					t.Errorf("on the disk: %q", secret)
				}
				if strings.Contains(h.Log.String(), string(secret)) {
					t.Errorf("in the log: %q", secret)
				}
			}
		})
	}
}
