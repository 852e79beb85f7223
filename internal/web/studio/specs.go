package studio

import (
	"net/http"
	"strconv"
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

type language = lang.Language

// offered lists the documents with their demands in words.
func offered(l language) []page.Option {
	var options []page.Option
	for _, p := range photo.Profiles() {
		options = append(options, page.Option{Value: string(p.ID), Label: l.Say(p.Name, nil), Hint: demanded(l, p)})
	}
	return options
}

// demanded tells in words what a document demands of both pictures.
func demanded(l language, p photo.Profile) string {
	said := l.Say("studio.spec.photo", nil) + ": " + inWords(l, p.Photo) + ". "
	if p.Signature == nil {
		return said + l.Say("studio.spec.no-signature", nil)
	}
	return said + l.Say("studio.spec.signature", nil) + ": " + inWords(l, *p.Signature)
}

// inWords tells what an office demands of one picture, in one line.
func inWords(l language, s photo.Spec) string {
	var said []string
	say := func(key string, args map[string]any) { said = append(said, l.Say("studio.spec."+key, args)) }
	if s.Ratio() != "" {
		say("ratio", map[string]any{"ratio": s.Ratio()})
	}
	switch size := pixels(s.MinWidth, s.MinHeight); {
	case s.MinWidth == 0:
	case s.MinWidth == s.MaxWidth && s.MinHeight == s.MaxHeight:
		say("exactly", map[string]any{"size": size})
	default:
		say("least", map[string]any{"size": size})
	}
	if s.MaxBytes > 0 {
		say("bytes", map[string]any{"size": l.Bytes(s.MaxBytes)})
	}
	if s.CropOnly {
		say("crop-only", nil)
	}
	return strings.Join(said, ", ")
}

// pixels writes a size as photographers do, without marks for thousands.
func pixels(width, height int) string { return strconv.Itoa(width) + " × " + strconv.Itoa(height) }

// specView is the page of the specifications.
type specView struct{ Documents []specified }

type specified struct {
	ID, Name string
	Version  int
	Rows     []page.Row
	Sources  []string
}

func (s *Studio) specs(req *http.Request, _ photo.Operator) (page.Reply, error) {
	l := page.Language(req)
	var v specView
	for _, p := range photo.Profiles() {
		d := specified{ID: string(p.ID), Name: l.Say(p.Name, nil), Version: p.Version, Sources: p.Sources}
		d.Rows = append(d.Rows, page.Row{Key: l.Say("studio.spec.photo", nil), Value: inWords(l, p.Photo)})
		signature := l.Say("studio.spec.no-signature", nil)
		if p.Signature != nil {
			signature = inWords(l, *p.Signature)
		}
		d.Rows = append(d.Rows, page.Row{Key: l.Say("studio.spec.signature", nil), Value: signature})
		if p.Photo.WidthMM > 0 {
			d.Rows = append(d.Rows, page.Row{
				Key:   l.Say("studio.spec.print", nil),
				Value: l.Say("studio.spec.millimetres", map[string]any{"size": pixels(p.Photo.WidthMM, p.Photo.HeightMM)}),
			})
		}
		v.Documents = append(v.Documents, d)
	}
	return s.screen(req, "studio/specs", v), nil
}
