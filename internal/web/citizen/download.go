package citizen

import (
	"fmt"
	"net/http"
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
)

// mediaTypes lists the files that can be downloaded, by name.
var mediaTypes = map[string]string{
	citizen.NameArchive: "application/zip",
	"photo.jpg":         "image/jpeg",
	"signature.jpg":     "image/jpeg",
	"code.pdf":          "application/pdf",
	citizen.NamePrints:  "application/pdf",
}

// downloadsView lists the files that can be downloaded.
type downloadsView struct{ Files []download }

type download struct{ Name, What, Size string }

func (h *Handler) downloads(req *http.Request, who photo.Citizen) (page.Reply, error) {
	current, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if !linked {
		return h.redirectWithoutFiles(req, who)
	}
	l := page.Language(req)
	var view downloadsView
	for _, facts := range current.Items {
		view.Files = append(view.Files, download{
			Name: string(facts.Item) + ".jpg", What: l.Say("term."+string(facts.Item), nil), Size: l.Bytes(facts.Bytes),
		})
	}
	view.Files = append(view.Files, download{Name: "code.pdf", What: l.Say("citizen.download.code", nil)})
	onPaper := func(id photo.ProfileID) bool { p, known := spec.ProfileByID(id); return known && p.Photo.OnPaper() }
	if slices.ContainsFunc(current.Documents, onPaper) {
		view.Files = append(view.Files, download{Name: citizen.NamePrints, What: l.Say("citizen.download.prints", nil)})
	}
	return withBack("/citizen/photo", "citizen/download", view), nil
}

// download sends a file, which is made while it is sent.
func (h *Handler) download(req *http.Request, who photo.Citizen) (page.Reply, error) {
	name := req.PathValue("name")
	media, known := mediaTypes[name]
	if !known {
		return nil, photo.ErrNotFound
	}
	file, err := h.Service.Download(req.Context(), who, name, sheetText(page.Language(req)))
	if err != nil {
		return nil, err
	}
	return page.Stream{Type: media, Name: name, Bytes: file.Bytes, Write: file.Write, Close: file.Close}, nil
}

// sheetText returns the sentences of the PDF with the code.
func sheetText(l lang.Language) citizen.SheetText {
	return citizen.SheetText{
		Language: string(l), Title: l.Say("citizen.sheet.title", nil), CodeLabel: l.Say("citizen.code.label", nil),
		Paragraphs: []string{l.Say("citizen.sheet.use", nil), l.Say("citizen.sheet.keep", nil), l.Say("citizen.signature.use", nil)},
		Prints:     l.Say("citizen.prints.title", nil), Scale: l.Say("citizen.prints.scale", nil), Ruler: l.Say("citizen.prints.ruler", nil),
		Print: func(p spec.Profile) string {
			return l.Say("citizen.prints.document", map[string]any{
				"document": l.Say(p.Name, nil), "size": fmt.Sprintf("%d × %d mm", p.Photo.WidthMM, p.Photo.HeightMM),
			})
		},
	}
}
