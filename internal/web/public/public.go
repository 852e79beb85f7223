package public

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

// Routes returns the public rows of the table of routes; address is the public URL,
// without a slash at the end.
func Routes(address string, now func() time.Time) []page.Route {
	rows := []page.Route{
		get("/", text("home")),
		get("/help", text("help")),
		get("/help/{topic}", topic),
		get("/dev/docs", text("api")),
		get("/problems/{code}", problem),
		get("/.well-known/security.txt", security(address, now)),
	}
	for _, name := range []string{"terms", "privacy", "cookies", "accessibility"} {
		rows = append(rows, get("/"+name, text(name)))
	}
	return rows
}

// Topics lists the subjects of /help/{topic}.
func Topics() []string {
	return []string{
		"code", "qr", "otp", "phishing", "rejected", "files", "applications", "minors", "photographers", "accessibility",
	}
}

func get(path string, h page.Handler) page.Route {
	return page.Route{Method: http.MethodGet, Path: path, Guard: page.Public, Handler: h}
}

func text(name string) page.Handler {
	return func(*http.Request) (page.Reply, error) {
		return page.OpenView("text/"+name, nil), nil
	}
}

// securityText says where to report vulnerabilities (RFC 9116). It is written for
// each request, so that it never expires unnoticed.
const securityText = "Contact: %s/help\nExpires: %s\nPreferred-Languages: el, en\nCanonical: %[1]s/.well-known/security.txt\n"

func security(address string, now func() time.Time) page.Handler {
	return func(*http.Request) (page.Reply, error) {
		text := fmt.Sprintf(securityText, address, now().AddDate(0, 6, 0).UTC().Format(time.RFC3339))
		return page.File{Type: "text/plain; charset=utf-8", Data: []byte(text)}, nil
	}
}

// problem explains one type of the API's problem documents (RFC 9457 §4.1.1).
func problem(req *http.Request) (page.Reply, error) {
	key := "problem." + req.PathValue("code")
	l := page.Language(req)
	if !l.Has(key + ".title") {
		return nil, &photo.Error{Kind: photo.NotFound}
	}
	reply := page.OpenView("public/problem", struct{ Code, Detail string }{req.PathValue("code"), l.Say(key+".detail", nil)})
	reply.Layout.Title = l.Say(key+".title", nil)
	return reply, nil
}

func topic(req *http.Request) (page.Reply, error) {
	name := req.PathValue("topic")
	if !slices.Contains(Topics(), name) {
		return nil, &photo.Error{Kind: photo.NotFound}
	}
	reply := page.OpenView("text/help-"+name, nil)
	reply.Layout.Back = "/help"
	return reply, nil
}
