package studio

import (
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// Bounds of the queue.
const (
	mostQueued = 300
	backDays   = photo.MaxQueueDays // an upload that nobody linked is gone by then
)

// queued is one client of the queue.
type queued struct {
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
	Urgent, Today []queued
	Counters      []counted
	Owner         bool
}

type counted struct {
	Tag page.Tag
	N   int
}

func (s *Studio) today(req *http.Request, who photo.Operator) (page.Reply, error) {
	list, err := s.Desk.List(req.Context(), who, service.Filter{From: s.Now().AddDate(0, 0, -backDays), Most: mostQueued})
	if err != nil {
		return nil, err
	}
	_, owner := who.Owner()
	l, v := page.Language(req), todayView{Owner: owner}
	midnight := athensMidnight(s.Now())
	counts := map[string]int{}
	for _, row := range list.Rows {
		one, ofToday := inQueue(l, row), !row.CreatedAt.Before(midnight)
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
			v.Counters = append(v.Counters, counted{statusTag(l, status), counts[status]})
		}
	}
	return s.screen(req, "studio/home", v), nil
}

// queue is the column beside the form: today's clients, newest first.
func (s *Studio) queue(req *http.Request, who photo.Operator) ([]queued, error) {
	list, err := s.Desk.List(req.Context(), who, service.Filter{From: athensMidnight(s.Now()), Most: 12})
	var clients []queued
	for _, row := range list.Rows {
		clients = append(clients, inQueue(page.Language(req), row))
	}
	return clients, err
}

// inQueue describes an upload for a list, with the way out where one is
// needed.
func inQueue(l language, row service.Row) queued {
	q := queued{Row: row, Name: row.Label, Path: uploadPath(row.ID), Tag: statusTag(l, row.Status)}
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

// tones give each status its colour; the word says the same.
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

func statusTag(l language, status string) page.Tag {
	return page.Tag{Tone: tones[status], Text: l.Say("upload.status."+status, nil)}
}

// names lists documents in words.
func names(l language, ids []photo.ProfileID) string {
	said := ""
	for _, id := range ids {
		if p, ok := spec.ProfileByID(id); ok {
			if said != "" {
				said += ", "
			}
			said += l.Say(p.Name, nil)
		}
	}
	return said
}

func athensMidnight(now time.Time) time.Time {
	return photo.NextAthensDay(now).In(photo.Athens()).AddDate(0, 0, -1)
}
