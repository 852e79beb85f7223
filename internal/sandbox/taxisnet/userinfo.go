package taxisnet

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"myphoto/internal/sandbox/people"
)

// userXML writes a person as TAXISnet does: no XML declaration, values padded
// on the right, one name in numeric entities, one in UTF-8, one in both.
func userXML(p people.Person) []byte {
	var b strings.Builder
	b.WriteString("<root><userinfo")
	for _, a := range []struct{ name, value string }{
		{"userid", plain("User"+p.AFM) + "   "},
		{"taxid", plain(p.AFM) + "   "},
		{"lastname", entities(p.Surname) + "      "},
		{"firstname", plain(p.Name)},
		{"fathername", halved(p.FatherName) + "  "},
		{"mothername", plain(p.MotherName)},
		{"birthyear", strconv.Itoa(p.BirthYear)},
	} {
		b.WriteString(" " + a.name + `="` + a.value + `"`)
	}
	b.WriteString("/></root>")
	return []byte(b.String())
}

func plain(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}

func entities(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "&#%d;", r)
	}
	return b.String()
}

func halved(s string) string {
	letters := []rune(s)
	half := len(letters) / 2
	return entities(string(letters[:half])) + plain(string(letters[half:]))
}
