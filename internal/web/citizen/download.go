package citizen

import (
	"bytes"
	"io"
	"net/http"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// mediaTypes are the files that can be taken home, by name.
var mediaTypes = map[string]string{
	service.NameArchive: "application/zip",
	"photo.jpg":         "image/jpeg",
	"signature.jpg":     "image/jpeg",
	"code.pdf":          "application/pdf",
}

// downloadsView lists them.
type downloadsView struct{ Files []download }

type download struct{ Name, What, Size string }

func (p *Pages) downloads(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := p.Desk.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if home.Current == nil {
		return withoutFiles(home), nil
	}
	l := page.Language(req)
	var view downloadsView
	for _, facts := range home.Current.Items {
		view.Files = append(view.Files, download{
			Name: string(facts.Item) + ".jpg", What: l.Say("term."+string(facts.Item), nil), Size: l.Bytes(facts.Bytes),
		})
	}
	view.Files = append(view.Files, download{Name: "code.pdf", What: l.Say("citizen.download.code", nil)})
	return behind("/citizen/photo", "citizen/download", view), nil
}

// download sends a file. The archive is made while it is sent; what it needs
// is looked at first, so that a refusal is a page and not a broken file.
func (p *Pages) download(req *http.Request, who photo.Citizen) (page.Reply, error) {
	name := req.PathValue("name")
	media, known := mediaTypes[name]
	if !known {
		return nil, photo.ErrNotFound
	}
	sheet := sheetIn(page.Language(req))
	write := func(w io.Writer) error { return p.Desk.Download(req.Context(), who, name, sheet, w) }
	if name == service.NameArchive {
		home, err := p.Desk.Home(req.Context(), who)
		if err == nil && home.Current == nil {
			err = photo.ErrNoFiles
		}
		return page.Stream{Type: media, Name: name, Write: write}, err
	}
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return nil, err
	}
	return page.File{Type: media, Name: name, Data: content.Bytes()}, nil
}

// sheetIn gives the sentences of the paper with the code.
func sheetIn(l lang.Language) service.Sheet {
	return service.Sheet{
		Language: string(l), Title: l.Say("citizen.sheet.title", nil), CodeLabel: l.Say("citizen.code.label", nil),
		Paragraphs: []string{l.Say("citizen.sheet.use", nil), l.Say("citizen.sheet.keep", nil), l.Say("citizen.signature.use", nil)},
	}
}
