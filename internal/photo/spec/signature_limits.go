package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// SignatureProfile is one version of the limits of a signature, the same for
// every document. The measures, with their units, are the fields of the same
// names in inspect/signature. It is data: a change is a new Version in the
// file.
type SignatureProfile struct {
	Version     int      `json:"version"`
	Share       Limit    `json:"share"`
	Density     Limit    `json:"density"`
	Darkness    Limit    `json:"darkness"`
	Extent      Limit    `json:"extent"`
	BoxWidth    Limit    `json:"box_width"`
	Border      Limit    `json:"border"`
	Margin      Limit    `json:"margin"`
	Blot        Limit    `json:"blot"`
	Edge        Limit    `json:"edge"`
	PaperLuma   Limit    `json:"paper_luma"`
	PaperChroma Limit    `json:"paper_chroma"`
	PaperNoise  Limit    `json:"paper_noise"`
	Halftone    Limit    `json:"halftone"`
	Specks      Limit    `json:"specks"`
	Parts       Limit    `json:"parts"`
	OffBlue     Limit    `json:"off_blue"`
	Lines       Limit    `json:"lines"`
	LineDark    Limit    `json:"line_dark"`
	Sources     []string `json:"sources"`
}

// SignatureLimits reads the embedded limits. An error means that the file does
// not match this version of the program; then nothing may be judged.
func SignatureLimits() (SignatureProfile, error) {
	raw, err := profileFiles.ReadFile("profiles/signature.json")
	if err != nil {
		return SignatureProfile{}, fmt.Errorf("read limits of signatures: %w", err)
	}
	var p SignatureProfile
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&p); err != nil {
		return SignatureProfile{}, fmt.Errorf("read limits of signatures: %w", err)
	}
	for _, l := range p.limits() {
		if err := l.validate(); err != nil {
			return SignatureProfile{}, fmt.Errorf("read limits of signatures: %w", err)
		}
	}
	return p, nil
}

func (p SignatureProfile) limits() []Limit {
	return []Limit{
		p.Share, p.Density, p.Darkness, p.Extent, p.BoxWidth, p.Border, p.Margin, p.Blot, p.Edge,
		p.PaperLuma, p.PaperChroma, p.PaperNoise, p.Halftone, p.Specks, p.Parts, p.OffBlue, p.Lines, p.LineDark,
	}
}
