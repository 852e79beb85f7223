package studio

import (
	"net/http"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// Bounds of the queue.
const (
	maxQueued = 300
	backDays  = photo.MaxQueueDays // an upload that nobody linked is erased by then
)

// queueRow is one client of the queue.
type queueRow struct {
	service.Row
	Name       string // the studio's label, or the number
	Path       string
	Tag        page.Tag
	Reason     string // of a rejection, in words
	RemedyPath string
	Remedy     string
}

// todayView is the studio's first page.
type todayView struct {
	Urgent, Today []queueRow
	Counters      []statusCount
	Owner         bool
}

type statusCount struct {
	Tag page.Tag
	N   int
}

func (h *Handler) today(req *http.Request, who photo.Operator) (page.Reply, error) {
	list, err := h.Service.List(req.Context(), who, service.Filter{From: h.Now().AddDate(0, 0, -backDays), Most: maxQueued})
	if err != nil {
		return nil, err
	}
	_, owner := who.Owner()
	l, v := page.Language(req), todayView{Owner: owner}
	midnight := athensMidnight(h.Now())
	counts := map[string]int{}
	for _, row := range list.Rows {
		one, ofToday := newQueueRow(l, row), !row.CreatedAt.Before(midnight)
		if ofToday {
			counts[row.Status]++
		}
		switch {
		case one.Remedy != "":
			v.Urgent = append(v.Urgent, one)
		case ofToday:
			v.Today = append(v.Today, one)
		}
	}
	for _, status := range statuses() {
		if counts[status] > 0 {
			v.Counters = append(v.Counters, statusCount{statusTag(l, status), counts[status]})
		}
	}
	return h.page(req, "studio/home", v), nil
}

// queue returns the column beside the form: today's clients, newest first.
func (h *Handler) queue(req *http.Request, who photo.Operator) ([]queueRow, error) {
	list, err := h.Service.List(req.Context(), who, service.Filter{From: athensMidnight(h.Now()), Most: 12})
	var clients []queueRow
	for _, row := range list.Rows {
		clients = append(clients, newQueueRow(page.Language(req), row))
	}
	return clients, err
}

// newQueueRow describes an upload for the queue, with the remedy where one is
// needed.
func newQueueRow(l lang.Language, row service.Row) queueRow {
	q := queueRow{Row: row, Name: row.Label, Path: uploadPath(row.ID), Tag: statusTag(l, row.Status)}
	if q.Name == "" {
		q.Name = number(row.ID)
	}
	switch row.Status {
	case "rejected":
		q.Reason = l.Say("reject.reason."+string(row.RejectReason), nil)
		q.RemedyPath, q.Remedy = q.Path+"/replace", l.Say("button.replace", nil)
	case "undelivered":
		q.RemedyPath, q.Remedy = q.Path+"/contact", l.Say("studio.correct", nil)
	case "draft":
		q.RemedyPath, q.Remedy = q.Path, l.Say("studio.continue", nil)
	}
	return q
}

// tones gives each status its colour; the word says the same.
var tones = map[string]string{
	"draft": "wait", "uploaded": "wait", "sent": "wait", "mailed": "ok", "delivered": "ok", "undelivered": "bad", "viewed": "ok",
	"rejected": "bad", "linked": "ok", "unlinked": "off", "expired": "off", "withdrawn": "off", "erased": "off",
}

func statuses() []string {
	return []string{
		"draft", "uploaded", "sent", "mailed", "delivered", "undelivered", "viewed", "rejected", "linked", "unlinked",
		"expired", "withdrawn", "erased",
	}
}

func statusTag(l lang.Language, status string) page.Tag {
	return page.Tag{Tone: tones[status], Text: l.Say("upload.status."+status, nil)}
}

func athensMidnight(now time.Time) time.Time {
	return photo.NextAthensDay(now).In(photo.Athens()).AddDate(0, 0, -1)
}
