package business

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"myphoto/internal/outbound"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

// maxActivities bounds the activities taken from one answer.
const maxActivities = 500

type envelope struct {
	Result *result `xml:"Body>rgWsPublic2AfmMethodResponse>result>rg_ws_public2_result_rtType"`
}

type result struct {
	Error struct {
		Code string `xml:"error_code"`
	} `xml:"error_rec"`
	Basic struct {
		AFM          string `xml:"afm"`
		NaturalFlag  string `xml:"i_ni_flag_descr"`
		Deactivation string `xml:"deactivation_flag"`
		FirmFlag     string `xml:"firm_flag_descr"`
		Name         string `xml:"onomasia"`
		Title        string `xml:"commer_title"`
		StopDate     string `xml:"stop_date"`
	} `xml:"basic_rec"`
	Items []struct {
		Code        string `xml:"firm_act_code"`
		Description string `xml:"firm_act_descr"`
		Kind        string `xml:"firm_act_kind"`
	} `xml:"firm_act_tab>item"`
}

// read accepts only an answer about the number that was asked for: a mixed-up
// one would report the trade of somebody else.
func read(document []byte, asked photo.TaxID) (registry.Business, error) {
	var said envelope
	if err := outbound.ReadXML(document, &said); err != nil || said.Result == nil {
		return registry.Business{}, fmt.Errorf("not the expected SOAP answer: %w", registry.Unavailable())
	}
	if code := trimPadding(said.Result.Error.Code); code != "" {
		return registry.Business{}, refusal(code)
	}
	if trimPadding(said.Result.Basic.AFM) != asked.Digits() {
		return registry.Business{}, fmt.Errorf("answer about another number: %w", registry.Unavailable())
	}
	return said.Result.business(), nil
}

func (r *result) business() registry.Business {
	b := registry.Business{
		Active: trimPadding(r.Basic.Deactivation) == "1" && trimPadding(r.Basic.StopDate) == "" &&
			trimPadding(r.Basic.FirmFlag) == "ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ",
		Name:          trimPadding(r.Basic.Name),
		Title:         trimPadding(r.Basic.Title),
		NaturalPerson: trimPadding(r.Basic.NaturalFlag) == "ΦΠ",
	}
	for _, item := range r.Items[:min(len(r.Items), maxActivities)] {
		if code := trimPadding(item.Code); eightDigits.MatchString(code) {
			b.Activities = append(b.Activities, registry.Activity{
				Code: code, Description: trimPadding(item.Description), Kind: trimPadding(item.Kind),
			})
		}
	}
	return b
}

var (
	eightDigits = regexp.MustCompile(`^[0-9]{8}$`)
	wellFormed  = regexp.MustCompile(`^RG_WS_PUBLIC_[A-Z_]{1,50}$`)
)

// refusal maps the codes of the register. Unknown taxpayer, no business and
// wrong number are answers; limits, wrong credentials and failures of the
// register itself are not.
func refusal(code string) error {
	absent := []string{"RG_WS_PUBLIC_TAXPAYER_NF", "RG_WS_PUBLIC_EPIT_NF", "RG_WS_PUBLIC_WRONG_AFM"}
	switch {
	case slices.Contains(absent, code):
		return fmt.Errorf("%s: %w", code, registry.NotRegistered())
	case wellFormed.MatchString(code):
		return fmt.Errorf("%s: %w", code, registry.Unavailable())
	}
	return fmt.Errorf("unknown error: %w", registry.Unavailable())
}

// trimPadding removes the padding and the double spaces of fixed-width columns.
func trimPadding(s string) string {
	return strings.Join(strings.Fields(s), " ")
}
