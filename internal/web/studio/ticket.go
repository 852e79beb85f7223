package studio

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/photo/typed"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// ticketView is the page that reads the ticket of a client.
type ticketView struct{ Ticket string } // as typed

func (h *Handler) askTicket(req *http.Request, _ photo.Operator) (page.Reply, error) {
	return h.ticketPage(req, ""), nil
}

func (h *Handler) ticketPage(req *http.Request, typed string) page.Page {
	reply := h.page(req, "studio/ticket", ticketView{typed})
	reply.Layout.Back, reply.Layout.Camera = "/studio/new", true
	return reply
}

// readTicket looks a ticket up, which does not use it, and shows the form of a new
// upload with the ticket and the documents that it asks for.
func (h *Handler) readTicket(req *http.Request, who photo.Operator) (page.Reply, error) {
	values, err := form.Values(req, form.MaxSmall)
	if err != nil {
		return nil, err
	}
	asked := typed.Text(values.Get("ticket"))
	found, err := h.Service.ReadTicket(req.Context(), who, asked)
	if err != nil {
		if _, ok := formError(err); !ok {
			return nil, err
		}
		return h.ticketPage(req, asked), err
	}
	queue, err := h.queue(req, who)
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	view := newFormView(l, studio.Form{Ticket: found.Code.Grouped(), Documents: found.Documents}, "/studio/new")
	view.Read = l.Say("studio.ticket.read", map[string]any{
		"date": found.ExpiresAt, "time": found.ExpiresAt, "documents": verdict.DocumentNames(l, found.Documents),
	})
	reply := h.page(req, "studio/new", newView{view, queue})
	reply.Layout.Path = "/studio/new"
	return reply, nil
}
