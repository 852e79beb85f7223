package sandbox

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"
	_ "time/tzdata" // Athens must be known also where the system has no zone files

	"myphoto/internal/sandbox/mailbox"
	"myphoto/internal/sandbox/page"
	"myphoto/internal/sandbox/people"
	"myphoto/internal/sandbox/phones"
)

var (
	//go:embed live.html
	liveTemplate string
	//go:embed live.js
	liveScript []byte
)

// shownPerOwner bounds the messages of one phone or mailbox on the page.
const shownPerOwner = 20

// live is the page of everybody's phone and mailbox.
type live struct {
	phones *phones.Network
	mail   *mailbox.Office
	page   *template.Template
}

// owner is one person, number or address with what arrived there, newest first.
type owner struct {
	ID                        string
	Name, About, Mobile, Mail string
	User                      string // "" for a number or address nobody owns
	Messages                  []phones.Message
	Mails                     []mailbox.Mail
}

func newLive(network *phones.Network, office *mailbox.Office) (*live, error) {
	athens, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		return nil, fmt.Errorf("find the clock of Athens: %w", err)
	}
	t, err := template.New("live.html").Funcs(template.FuncMap{
		"picture": isPicture,
		"athens":  func(at time.Time) time.Time { return at.In(athens) },
	}).Parse(liveTemplate)
	if err != nil {
		return nil, fmt.Errorf("parse live page: %w", err)
	}
	return &live{network, office, t.Option("missingkey=error")}, nil
}

// ServeHTTP shows the page: the phones and mailboxes, then whom the registers of
// minors know.
func (l *live) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	owners := collect(l.phones.Messages(""), l.mail.Mails(""))
	page.Page{Status: http.StatusOK, Template: l.page, Data: struct {
		Owners     []owner
		Registered []people.Entry
	}{owners, people.Registered()}}.Show(w)
}

// collect groups everything that arrived by its owner: the people in their
// order, then other numbers and addresses in the order of their first message.
func collect(messages []phones.Message, mails []mailbox.Mail) []owner {
	var owners []owner
	at := map[string]int{} // number or address to its place in owners
	for _, p := range people.All() {
		if p.Mobile == "" && p.Email == "" {
			continue
		}
		at[p.Mobile], at[p.Email] = len(owners), len(owners)
		owners = append(owners, owner{ID: p.User, User: p.User, Name: p.Name + " " + p.Surname, About: p.About, Mobile: p.Mobile, Mail: p.Email})
	}
	for _, m := range messages {
		i, known := at[m.To]
		if !known {
			i = len(owners)
			at[m.To] = i
			owners = append(owners, owner{ID: "other-" + strconv.Itoa(i), Name: "Άλλος αριθμός", Mobile: m.To})
		}
		owners[i].Messages = append(owners[i].Messages, m)
	}
	for _, m := range mails {
		i, known := at[m.To]
		if !known {
			i = len(owners)
			at[m.To] = i
			owners = append(owners, owner{ID: "other-" + strconv.Itoa(i), Name: "Άλλη διεύθυνση", Mail: m.To})
		}
		owners[i].Mails = append(owners[i].Mails, m)
	}
	for i := range owners {
		owners[i].Messages = newestFirst(owners[i].Messages)
		owners[i].Mails = newestFirst(owners[i].Mails)
	}
	return owners
}

func newestFirst[T any](all []T) []T {
	all = slices.Clone(all[max(len(all)-shownPerOwner, 0):])
	slices.Reverse(all)
	return all
}

func isPicture(a mailbox.Attachment) bool {
	return a.ContentType == "image/png" || a.ContentType == "image/jpeg"
}

// picture serves one attached picture, so that a QR code can be scanned from
// the page; other attachments are in the API.
func (l *live) picture(w http.ResponseWriter, r *http.Request) {
	part, err := strconv.Atoi(r.PathValue("part"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	for _, m := range l.mail.Mails("") {
		if m.ID != r.PathValue("id") || part < 0 || part >= len(m.Attachments) || !isPicture(m.Attachments[part]) {
			continue
		}
		w.Header().Set("Content-Type", m.Attachments[part].ContentType)
		_, _ = w.Write(m.Attachments[part].Content) // a browser that left needs no picture
		return
	}
	http.NotFound(w, r)
}

// script serves the page's own refresher.
func script(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write(liveScript) // a browser that left needs no script
}
