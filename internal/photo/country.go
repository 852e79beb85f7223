package photo

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Countries are those to whose mobiles text messages are sent, by ISO 3166-1
// code, such as GR.
type Countries []string

// ParseCountries checks a list of ISO 3166-1 codes. A country whose calling code
// is not known here is an error.
func ParseCountries(codes []string) (Countries, error) {
	for _, code := range codes {
		if _, known := callingCodes()[code]; !known {
			return nil, fmt.Errorf("%.2q is not the code of a country to which text messages can be sent", code)
		}
	}
	return Countries(codes), nil
}

// Include reports whether text messages are sent to the number. Only its calling code is
// compared: US or CA means all of +1, the whole North American Numbering Plan with the
// Caribbean; GB, IT, AU and others include the territories that share their code.
func (c Countries) Include(m Mobile) bool {
	return slices.ContainsFunc(c, func(code string) bool {
		return strings.HasPrefix(m.E164(), "+"+callingCodes()[code])
	})
}

// callingCodes returns the country codes of E.164 (ITU-T list of 2016) for the
// European Economic Area and for other countries where many Greeks live.
func callingCodes() map[string]string {
	return map[string]string{
		"AL": "355", "AT": "43", "AU": "61", "BE": "32", "BG": "359", "CA": "1", "CH": "41", "CY": "357", "CZ": "420", "DE": "49",
		"DK": "45", "EE": "372", "ES": "34", "FI": "358", "FR": "33", "GB": "44", "GR": "30", "HR": "385", "HU": "36", "IE": "353",
		"IS": "354", "IT": "39", "LI": "423", "LT": "370", "LU": "352", "LV": "371", "MK": "389", "MT": "356", "NL": "31", "NO": "47",
		"PL": "48", "PT": "351", "RO": "40", "RS": "381", "SE": "46", "SI": "386", "SK": "421", "TR": "90", "US": "1", "ZA": "27",
	}
}

// abroad is a number of another country in E.164 form. Those of Cyprus are known
// better: eight digits, mobiles begin with 9.
var (
	abroad = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	cyprus = regexp.MustCompile(`^\+3579[0-9]{7}$`)
)

// isMobileAbroad reports whether a number in E.164 form may be a mobile of another
// country. Only of Greece and Cyprus can it be certain.
func isMobileAbroad(number string) bool {
	switch {
	case strings.HasPrefix(number, "+30"):
		return false
	case strings.HasPrefix(number, "+357"):
		return cyprus.MatchString(number)
	}
	return abroad.MatchString(number)
}
