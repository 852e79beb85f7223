package main

import (
	"context"
	"net/url"
	"regexp"
)

// claimsPerCitizen is how many codes a person may submit in a day.
const claimsPerCitizen = 5

// citizens returns citizens of the demo with their phones and tax numbers.
func citizens() [][3]string {
	return [][3]string{
		{"maria", "+306900000001", "123456783"},
		{"giorgos", "+306900000002", "700000011"},
		{"petros", "+306900000006", "700000072"},
		{"dimitra", "+306900000007", "700000047"},
		{"stavros", "+306900000008", "700000059"},
		{"katerina", "+306900000009", "700000060"},
		{"thodoris", "+306900000010", "700000084"},
		{"ioanna", "+306900000011", "700000096"},
		{"lefteris", "+306900000012", "700000103"},
		{"vasso", "+306900000013", "700000115"},
	}
}

var photoCode = regexp.MustCompile(`(?m)^([0-9A-Za-z+/]{22})$`)

// measureClaims lets every citizen submit, approve and associate as often as a day
// allows, each upload in place of the earlier one.
func (s *scene) measureClaims(ctx context.Context) error {
	people := citizens()
	visitors := make([]*visitor, len(people))
	codes := make([][claimsPerCitizen]string, len(people))
	for i, one := range people {
		v, err := s.program.visitor(one[0], one[1])
		if err == nil {
			err = v.signIn(ctx, "citizen")
		}
		if err != nil {
			return err
		}
		visitors[i] = v
		for n := range claimsPerCitizen {
			if codes[i][n], err = s.program.text(ctx, "+30"+client(i*claimsPerCitizen+n), photoCode); err != nil {
				return err
			}
		}
	}
	var err error
	s.claims, err = s.costs(len(people), func(caller, n int) error {
		if n == claimsPerCitizen {
			return errEnough
		}
		return visitors[caller].claim(ctx, codes[caller][n])
	})
	if err != nil {
		return err
	}
	for _, v := range visitors {
		if err := v.permit(ctx); err != nil {
			return err
		}
	}
	return nil
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

// claim makes one whole claim, page by page: the code, the approval of the preview,
// the association in place of the earlier one.
func (v *visitor) claim(ctx context.Context, code string) error {
	if err := v.submit(ctx, "/citizen/code", url.Values{"code": {code}}, "/citizen/preview"); err != nil {
		return err
	}
	if err := v.press(ctx, "/citizen/preview", "", "/citizen/link"); err != nil {
		return err
	}
	first, err := v.get(ctx, "/citizen/link")
	if err != nil {
		return err
	}
	question := "?confirm=1"
	if found := replaced.FindSubmatch(first.body); found != nil {
		question += "&replaces=" + string(found[1])
	}
	return v.press(ctx, "/citizen/link", question, "/citizen/photo")
}

var replaced = regexp.MustCompile(`value="(upl_[a-z2-7]+)"`)

// press opens a page and sends its form unchanged.
func (v *visitor) press(ctx context.Context, path, query, to string) error {
	page, err := v.get(ctx, path+query)
	if err != nil {
		return err
	}
	form := url.Values{}
	for _, field := range hidden.FindAllSubmatch(page.body, -1) {
		form.Add(string(field[1]), string(field[2]))
	}
	return v.submit(ctx, path, form, to)
}

// permit grants driving-licences retrievals for as long as the files exist.
func (v *visitor) permit(ctx context.Context) error {
	return v.submit(ctx, "/citizen/apps/new/driving-licences", url.Values{
		"purpose": {"driving-licence-issue"}, "items": {"photo", "signature"}, "mode": {"files"}, "consent": {"yes"},
	}, "/citizen/apps")
}
