package gsis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"myphoto/internal/login"
	"myphoto/internal/outbound"
)

// maxField bounds one attribute, in bytes.
const maxField = 512

type userinfo struct {
	Who *struct {
		UserID     string `xml:"userid,attr"`
		TaxID      string `xml:"taxid,attr"`
		LastName   string `xml:"lastname,attr"`
		FirstName  string `xml:"firstname,attr"`
		FatherName string `xml:"fathername,attr"`
		MotherName string `xml:"mothername,attr"`
		BirthYear  string `xml:"birthyear,attr"`
	} `xml:"userinfo"`
}

// readUserinfo reads <root><userinfo …/></root>. It fails when the tax number
// does not have nine digits: nobody is signed in by an incomplete document.
func readUserinfo(document []byte) (login.Identity, error) {
	var u userinfo
	if err := outbound.ReadXML(document, &u); err != nil || u.Who == nil {
		return login.Identity{}, fmt.Errorf("userinfo is not the expected XML: %w", login.Unavailable())
	}
	year, _ := strconv.Atoi(trimPadding(u.Who.BirthYear))
	who := login.Identity{
		TaxID:      trimPadding(u.Who.TaxID),
		UserID:     trimPadding(u.Who.UserID),
		LastName:   trimPadding(u.Who.LastName),
		FirstName:  trimPadding(u.Who.FirstName),
		FatherName: trimPadding(u.Who.FatherName),
		MotherName: trimPadding(u.Who.MotherName),
		BirthYear:  plausibleYear(year),
	}
	if !nineDigits(who.TaxID) {
		return login.Identity{}, fmt.Errorf("userinfo has no tax number: %w", login.Unavailable())
	}
	who.Legal = isLegalPerson(who)
	return who, nil
}

// isLegalPerson reports whether the login belongs to a company or body; the
// document has no flag for it. A legal person has no first name. A human being
// without one (people with a single name exist) has a birth year and a tax
// number outside the ranges of legal persons (8, 9 and 09). The ranges alone
// prove nothing: some human beings have such numbers.
func isLegalPerson(who login.Identity) bool {
	if who.FirstName != "" {
		return false
	}
	reserved := strings.HasPrefix(who.TaxID, "8") || strings.HasPrefix(who.TaxID, "9") || strings.HasPrefix(who.TaxID, "09")
	return who.BirthYear == 0 || reserved
}

// trimPadding removes the padding and the double spaces of the tax register's
// fixed-width columns, and its word for an empty value.
func trimPadding(s string) string {
	if len(s) > maxField || strings.EqualFold(strings.TrimSpace(s), "null") {
		return ""
	}
	return strings.Join(strings.Fields(s), " ")
}

func plausibleYear(year int) int {
	if year < 1880 || year > 2200 {
		return 0
	}
	return year
}

func nineDigits(s string) bool {
	return len(s) == 9 && s != "000000000" && strings.Trim(s, "0123456789") == ""
}

// jsonError returns the code of an error, and whether body is one. The server
// sends errors as JSON whatever the status and whatever was requested.
func jsonError(body []byte) (code string, is bool) {
	body = bytes.TrimSpace(body)
	if !bytes.HasPrefix(body, []byte("{")) {
		return "", false
	}
	var said struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return "", true
	}
	return said.Error, true
}

// refusal maps the error codes of RFC 6749 §5.2 and RFC 6750 §3.1 to
// [login.Denied], for those about this sign-in, to [login.Refused], for those about
// our client, and to [login.Unavailable], for those about the server. Unknown codes
// never tell a citizen that the sign-in was wrong: their status decides between the
// last two.
func refusal(code string, status int) error {
	if slices.Contains([]string{"invalid_grant", "access_denied", "invalid_token"}, code) {
		return fmt.Errorf("provider says %s: %w", code, login.Denied())
	}
	ours := []string{"invalid_client", "invalid_request", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "unauthorized"}
	theirs := []string{"server_error", "temporarily_unavailable"}
	switch {
	case slices.Contains(ours, code):
		return fmt.Errorf("provider says %s with status %d: %w", code, status, login.Refused())
	case slices.Contains(theirs, code):
		return fmt.Errorf("provider says %s with status %d: %w", code, status, login.Unavailable())
	case status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Errorf("provider answers with status %d: %w", status, login.Refused())
	default:
		return fmt.Errorf("provider answers with status %d: %w", status, login.Unavailable())
	}
}
