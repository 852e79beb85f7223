package public

import (
	"net/http"
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
	"myphoto/internal/web/static"
)

// Routes returns the public rows of the table of routes.
func Routes(c Config) []page.Route {
	rows := []page.Route{
		get("/", text("home")),
		get("/help", text("help")),
		get("/help/{topic}", topic),
		get("/dev", readerLanguage(c.developers)),
		get("/dev/docs", readerLanguage(c.docs)),
		get("/status", c.status),
		get("/favicon.ico", file("image/png", icon())),
		get("/robots.txt", file("text/plain; charset=utf-8", []byte(robots))),
		get("/problems/{code}", problem),
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

// robots keeps search engines out of what only people who are signed in can use.
const robots = "User-agent: *\nDisallow: /citizen\nDisallow: /studio\nDisallow: /login\nDisallow: /otp\nDisallow: /profile\nDisallow: /c/\n" +
	"Disallow: /en/citizen\nDisallow: /en/studio\nDisallow: /en/login\nDisallow: /en/otp\nDisallow: /en/profile\nDisallow: /en/c/\n"

// icon returns the icon for programs that ask every site for /favicon.ico.
func icon() []byte {
	data, err := static.Files.ReadFile("icon.png")
	if err != nil {
		panic(err) // it is compiled in
	}
	return data
}

func file(media string, data []byte) page.Handler {
	return func(*http.Request) (page.Reply, error) { return page.File{Type: media, Data: data}, nil }
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
