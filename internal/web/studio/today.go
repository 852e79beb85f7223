package studio

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/page"
)

// Bounds of the queue.
const (
	maxQueued = 300
	maxBeside = 12                 // in the column beside the form
	backDays  = photo.MaxQueueDays // an upload that nobody linked is erased by then
)

// queueRow is one client of the queue.
type queueRow struct {
	studio.UploadRow
	Name       string // the studio's label, or the contact, or the number
	Under      string // the contact and the number, as far as they are not the name
	Path       string
	Tag        page.Tag
	Alarm      string // what the studio must look at now, in words
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
	list, err := h.Service.List(req.Context(), who, studio.Filter{From: h.Now().AddDate(0, 0, -backDays), Max: maxQueued})
	if err != nil {
		return nil, err
	}
	_, owner := who.Owner()
	l, v := page.Language(req), todayView{Owner: owner}
	midnight := athensMidnight(h.Now())
	counts := map[progress.Status]int{}
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
	for _, status := range progress.Statuses() {
		if counts[status] > 0 {
			v.Counters = append(v.Counters, statusCount{statusTag(l, status), counts[status]})
		}
	}
	return h.page(req, "studio/home", v), nil
}

// queueView is the column beside the form.
type queueView struct {
	Rows    []queueRow // today's clients, newest first, at most maxBeside
	Total   int        // how many they are today
	Counter string     // under which a browser remembers the studio's last choices
}

func (h *Handler) queue(req *http.Request, who photo.Operator) (queueView, error) {
	list, err := h.Service.List(req.Context(), who, studio.Filter{From: athensMidnight(h.Now()), Max: maxBeside})
	v := queueView{Total: list.Total, Counter: counterOf(who)}
	for _, row := range list.Rows {
		v.Rows = append(v.Rows, newQueueRow(page.Language(req), row))
	}
	return v, err
}

// counterOf returns a name of the studio that tells neither the studio nor its id.
func counterOf(who photo.Operator) string {
	sum := sha256.Sum256([]byte("counter/" + string(who.At())))
	return hex.EncodeToString(sum[:8])
}

// newQueueRow describes an upload for the queue, with the remedy where one is
// needed.
func newQueueRow(l lang.Language, row studio.UploadRow) queueRow {
	q := queueRow{UploadRow: row, Name: row.Label, Path: uploadPath(row.ID), Tag: statusTag(l, row.Status)}
	under := []string{row.Contact, row.ID.Number()}
	if q.Name == "" && row.Contact != "" {
		q.Name, under = row.Contact, under[1:]
	} else if q.Name == "" {
		q.Name, under = row.ID.Number(), nil
	}
	q.Under = strings.Join(slices.DeleteFunc(under, func(s string) bool { return s == "" }), " · ")
	if row.Stranger {
		q.Alarm = l.Say("studio.stranger.short", nil)
		q.RemedyPath, q.Remedy = q.Path+"/resend", l.Say("button.resend", nil)
		return q
	}
	switch row.Status {
	case progress.StatusRejected:
		q.Reason = rejectReason(l, row.RejectReason, row.RejectNote)
		q.RemedyPath, q.Remedy = q.Path+"/replace", l.Say("button.replace", nil)
	case progress.StatusUndelivered:
		q.RemedyPath, q.Remedy = q.Path+"/contact", l.Say("studio.correct", nil)
	case progress.StatusDraft:
		q.RemedyPath, q.Remedy = q.Path, l.Say("studio.continue", nil)
	default: // needs none
	}
	return q
}

// tones gives each status its colour; the word says the same.
var tones = map[progress.Status]string{
	progress.StatusDraft:       "wait",
	progress.StatusUploaded:    "wait",
	progress.StatusBound:       "ok",
	progress.StatusSent:        "wait",
	progress.StatusMailed:      "ok",
	progress.StatusDelivered:   "ok",
	progress.StatusUndelivered: "bad",
	progress.StatusViewed:      "ok",
	progress.StatusReplaced:    "wait",
	progress.StatusRejected:    "bad",
	progress.StatusLinked:      "ok",
	progress.StatusUnlinked:    "off",
	progress.StatusExpired:     "off",
	progress.StatusWithdrawn:   "off",
	progress.StatusErased:      "off",
}

func statusTag(l lang.Language, status progress.Status) page.Tag {
	return page.Tag{Tone: tones[status], Text: l.Say("upload.status."+string(status), nil)}
}

func athensMidnight(now time.Time) time.Time {
	return photo.NextAthensDay(now).In(photo.Athens()).AddDate(0, 0, -1)
}

// rejectReason says why a client rejected pictures, with what the client added.
func rejectReason(l lang.Language, reason photo.RejectReason, note string) string {
	text := l.Say("reject.reason."+string(reason), nil)
	if note == "" {
		return text
	}
	return l.Say("reject.noted", map[string]any{"reason": text, "note": note})
}
