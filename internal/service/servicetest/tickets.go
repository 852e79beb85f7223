package servicetest

import (
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/studio"
)

// Ticket makes a ticket of a citizen's for a driving licence and returns its code.
func (h *House) Ticket(who photo.Citizen) string {
	h.tb.Helper()
	h.Clock.Move(time.Second) // the newest is the first
	Must(h.tb, h.Citizen.MakeTicket(h.tb.Context(), who, []photo.ProfileID{photo.DrivingLicence}))
	open, err := h.Citizen.Tickets(h.tb.Context(), who)
	Must(h.tb, err)
	return open[0].Code.Reveal()
}

// TicketForm returns the form of a client with a ticket and without a contact.
func (h *House) TicketForm(ticket string) studio.Form {
	h.tb.Helper()
	form := h.Form("")
	form.Channels, form.Ticket = nil, ticket
	return form
}

// Look opens the photo of an upload as its citizen.
func (h *House) Look(who photo.Citizen, upload photo.UploadID) {
	h.tb.Helper()
	picture, err := h.Citizen.Picture(h.tb.Context(), who, upload, photo.PictureRef{Item: photo.ItemPhoto})
	Must(h.tb, err)
	Must(h.tb, picture.Content.Close())
}
