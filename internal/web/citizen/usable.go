package citizen

import (
	"bytes"
	"net/http"
	"slices"
	"time"

	"myphoto/internal/export"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
)

// usable says until when one office accepts the photo.
type usable struct {
	Document string
	Until    time.Time
}

// usableBefore lists the documents whose offices accept a photo for a shorter time than
// the file exists, in the order of the upload.
func usableBefore(l lang.Language, documents []photo.ProfileID, uploaded, lastDay time.Time) []usable {
	var list []usable
	for _, id := range documents {
		p, known := spec.ProfileByID(id)
		if until := p.UsableUntil(uploaded, lastDay); known && until.Before(lastDay) {
			list = append(list, usable{l.Say(p.Name, nil), until})
		}
	}
	return list
}

// calendar sends the days on which the linked files end, for a calendar that reminds:
// the last day of each document, and of the files themselves.
func (h *Handler) calendar(req *http.Request, who photo.Citizen) (page.Reply, error) {
	current, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if !linked {
		return nil, photo.ErrNotFound
	}
	var out bytes.Buffer
	if err := export.Calendar(&out, h.Now(), calendarDays(page.Language(req), current)); err != nil {
		return nil, err
	}
	return page.File{Type: "text/calendar; charset=utf-8", Name: "myphoto.ics", Data: out.Bytes()}, nil
}

func calendarDays(l lang.Language, m citizen.UploadView) []export.Day {
	number := string(m.Upload)
	var days []export.Day
	for i, one := range usableBefore(l, m.Documents, m.UploadedAt, m.LastDay) {
		days = append(days, export.Day{
			ID: number + "-" + string(m.Documents[i]), On: one.Until,
			Title: l.Say("citizen.calendar.document", map[string]any{"document": one.Document}),
		})
	}
	return slices.Concat(days, []export.Day{{ID: number, On: m.LastDay, Title: l.Say("citizen.calendar.files", nil)}})
}
