package citizen

import (
	"net/http"
	"strings"

	"myphoto/internal/export"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// ticketsView is the page of the tickets.
type ticketsView struct {
	Open            []ticketCard
	Full            bool // no more may be open
	Hours           int  // for which a ticket is valid
	Offered         []page.Option
	Chosen          []string // ids of documents
	Made, Cancelled bool     // just now
}

// ticketCard is one open ticket.
type ticketCard struct {
	citizen.TicketView
	Grouped string // the code, to be read aloud
	Spelled string // each character apart, for screen readers
	Names   string // of the documents
	QR      string // path of an SVG
	Side    int    // of its square
}

func (h *Handler) tickets(req *http.Request, who photo.Citizen) (page.Reply, error) {
	view, err := h.ticketsView(req, who)
	if err != nil {
		return nil, err
	}
	asked := req.URL.Query()
	view.Made, view.Cancelled = asked.Has("made") && len(view.Open) > 0, asked.Has("cancelled")
	return withBack("/citizen", "citizen/ticket", view), nil
}

func (h *Handler) ticketsView(req *http.Request, who photo.Citizen) (ticketsView, error) {
	open, err := h.Service.Tickets(req.Context(), who)
	if err != nil {
		return ticketsView{}, err
	}
	l := page.Language(req)
	view := ticketsView{Full: len(open) >= ticket.MaxOpen, Hours: ticket.Hours}
	for _, one := range spec.Profiles() {
		view.Offered = append(view.Offered, page.Option{Value: string(one.ID), Label: l.Say(one.Name, nil)})
	}
	for _, t := range open {
		card := ticketCard{
			TicketView: t, Grouped: t.Code.Grouped(), Spelled: strings.Join(strings.Split(t.Code.Reveal(), ""), " "),
			Names: verdict.DocumentNames(l, t.Documents),
		}
		if card.QR, card.Side, err = export.QRPath(t.Code.Reveal()); err != nil {
			return view, err
		}
		view.Open = append(view.Open, card)
	}
	return view, nil
}

// changeTickets makes a ticket, or cancels the one that the form names.
func (h *Handler) changeTickets(req *http.Request, who photo.Citizen) (page.Reply, error) {
	var documents []photo.ProfileID
	for _, id := range req.PostForm["documents"] {
		documents = append(documents, photo.ProfileID(id))
	}
	var err error
	done := "made"
	if id := req.PostForm.Get("cancel"); id != "" {
		done, err = "cancelled", h.Service.CancelTicket(req.Context(), who, photo.TicketID(id))
	} else {
		err = h.Service.MakeTicket(req.Context(), who, documents)
	}
	if err == nil {
		return page.Redirect("/citizen/ticket?" + done + "=1"), nil
	}
	if !isRefusal(err) {
		return nil, err
	}
	return h.ticketsRefused(req, who, err)
}

// ticketsRefused shows the page with what was chosen and why it was refused. Only the
// documents are a field of it.
func (h *Handler) ticketsRefused(req *http.Request, who photo.Citizen, cause error) (page.Reply, error) {
	view, err := h.ticketsView(req, who)
	if err != nil {
		return nil, err
	}
	view.Chosen = req.PostForm["documents"]
	if refusal, ok := photo.RefusalIn(cause); ok && refusal.Field != "documents" {
		cause = refusal.OnField("")
	}
	return withBack("/citizen", "citizen/ticket", view), cause
}
