package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"myphoto/internal/photo"
)

// Severity is the consequence of a finding for the upload.
type Severity int

// The severities, in ascending order.
const (
	Info  Severity = iota + 1 // a fact to show
	Warn                      // advice: the photographer must have seen it
	Block                     // the picture cannot be used
)

// String returns the stored word: info, warn or block.
func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warn:
		return "warn"
	case Block:
		return "block"
	default:
		return "severity " + strconv.Itoa(int(s))
	}
}

// MarshalText returns the stored word; an unknown severity is an error.
func (s Severity) MarshalText() ([]byte, error) {
	if s < Info || s > Block {
		return nil, fmt.Errorf("write severity: unknown %d", int(s))
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what MarshalText returns.
func (s *Severity) UnmarshalText(text []byte) error {
	for _, known := range []Severity{Info, Warn, Block} {
		if known.String() == string(text) {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("read severity: unknown word")
}

// Finding is the result of one check of one picture: the measured value, the
// limit, and the sentence that describes it with its remedy. Args hold words
// and numbers about the picture only, never about the person.
type Finding struct {
	Check    string          `json:"check"` // stable name of the check: format, pixels, ratio …
	Item     photo.Item      `json:"item"`
	Profile  photo.ProfileID `json:"profile,omitempty"` // empty: holds for every document
	Severity Severity        `json:"severity"`
	Code     string          `json:"code"` // key in lang
	Args     map[string]any  `json:"args,omitempty"`
	Value    string          `json:"value,omitempty"`  // as measured
	Limit    string          `json:"limit,omitempty"`  // as demanded
	Exempted Exemption       `json:"lifted,omitempty"` // exemption by which a rule that blocks only warns here
}

// Key names what the finding says, whatever was measured: two readings of one picture
// that lead to the same sentence have the same key, item/document/code.
func (f Finding) Key() string {
	return string(f.Item) + "/" + string(f.Profile) + "/" + f.Code
}

// UnmarshalJSON reads a stored finding and restores whole numbers among the
// Args as int.
func (f *Finding) UnmarshalJSON(raw []byte) error {
	type stored Finding
	var read stored
	exact := json.NewDecoder(bytes.NewReader(raw))
	exact.UseNumber()
	if err := exact.Decode(&read); err != nil {
		return fmt.Errorf("read finding: %w", err)
	}
	for name, value := range read.Args {
		number, ok := value.(json.Number)
		if !ok {
			continue
		}
		plain, err := goNumber(number)
		if err != nil {
			return fmt.Errorf("read finding: %w", err)
		}
		read.Args[name] = plain
	}
	*f = Finding(read)
	return nil
}

func goNumber(n json.Number) (any, error) {
	if whole, err := strconv.Atoi(n.String()); err == nil {
		return whole, nil
	}
	return n.Float64()
}

// Verdict holds all findings about an upload, and the versions of the profiles
// by which they were judged.
type Verdict struct {
	Findings   []Finding               `json:"findings"`
	Profiles   map[photo.ProfileID]int `json:"profiles"`
	Age        Age                     `json:"age,omitempty"`   // the age for which the profiles were judged
	Rules      map[string]int          `json:"rules,omitempty"` // versions of what the profiles have in common, by name
	Duplicates []Duplicate             `json:"repeats,omitempty"`
	Wanted     []photo.ProfileID       `json:"wanted,omitempty"` // documents of the client's ticket, where others were chosen; advice for the counter alone
}

// Duplicate reports that a picture is, byte for byte, one that the same studio
// has already sent to another contact with an upload that still exists: one of
// the two clients may have been given the other's picture. It is advice for the
// counter alone; no statistics count it and no citizen or application receives
// it.
type Duplicate struct {
	Item   photo.Item      `json:"item"`
	Upload photo.UploadID  `json:"upload"`
	By     photo.SubjectID `json:"by"` // who made that upload
	At     time.Time       `json:"at"`
}

// Key names the repeated picture: item/upload/repeat.
func (d Duplicate) Key() string { return string(d.Item) + "/" + string(d.Upload) + "/repeat" }

// NewVerdict returns the verdict of findings judged by the profiles.
func NewVerdict(profiles []Profile, findings ...Finding) Verdict {
	v := Verdict{Findings: findings, Profiles: make(map[photo.ProfileID]int, len(profiles))}
	for _, p := range profiles {
		v.Profiles[p.ID] = p.Version
		v.Age = p.Age
		for name, version := range p.Rules {
			if v.Rules == nil {
				v.Rules = map[string]int{}
			}
			v.Rules[name] = version
		}
	}
	return v
}

// Blocked reports whether a finding blocks the upload.
func (v Verdict) Blocked() bool {
	return v.has(Block)
}

// NeedsAcknowledgement reports whether there is advice that the photographer
// must have seen.
func (v Verdict) NeedsAcknowledgement() bool {
	return len(v.AdviceKeys()) > 0
}

// AdviceKeys lists what the photographer must have seen, by [Finding.Key],
// [Duplicate.Key] and ticket/document/wanted, in the order of the verdict. There are
// keys wherever there is advice.
func (v Verdict) AdviceKeys() []string {
	var keys []string
	for _, f := range v.Findings {
		if key := f.Key(); f.Severity == Warn && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, d := range v.Duplicates {
		keys = append(keys, d.Key())
	}
	for _, id := range v.Wanted {
		keys = append(keys, "ticket/"+string(id)+"/wanted")
	}
	return keys
}

// AdviceWithin reports whether all the advice is among these keys.
func (v Verdict) AdviceWithin(keys []string) bool {
	return !slices.ContainsFunc(v.AdviceKeys(), func(key string) bool { return !slices.Contains(keys, key) })
}

// Accepts reports whether the pictures suit a document: every picture that it demands
// was judged for it, and nothing blocks it.
func (v Verdict) Accepts(id photo.ProfileID) bool {
	return v.Suits(id) && len(v.Unseen(id)) == 0
}

// Suits reports whether those pictures that were judged for a document suit it; others
// that it demands may be missing.
func (v Verdict) Suits(id photo.ProfileID) bool {
	if _, judged := v.Profiles[id]; !judged {
		return false
	}
	return !slices.ContainsFunc(v.ForProfile(id), func(f Finding) bool { return f.Severity == Block })
}

// Unseen lists the pictures that a document demands and about which nothing was found:
// they were missing or could not be read. Of every picture that is read there is a fact.
func (v Verdict) Unseen(id photo.ProfileID) []photo.Item {
	profile, known := ProfileByID(id)
	if !known {
		return nil
	}
	var unseen []photo.Item
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		if _, needed := profile.Demands(item); needed && len(v.ForItem(item)) == 0 {
			unseen = append(unseen, item)
		}
	}
	return unseen
}

// ForProfile returns the findings that concern a document: its own and those
// that hold for every document, about the pictures that the document needs.
func (v Verdict) ForProfile(id photo.ProfileID) []Finding {
	profile, _ := ProfileByID(id)
	var findings []Finding
	for _, f := range v.Findings {
		_, needed := profile.Demands(f.Item)
		if f.Profile == id || f.Profile == "" && needed {
			findings = append(findings, f)
		}
	}
	return findings
}

// Unmodified reports whether a picture can be delivered as it was uploaded:
// upright, and in sRGB.
func (v Verdict) Unmodified(item photo.Item) bool {
	for _, f := range v.ForItem(item) {
		if f.Check == "rotation" || f.Check == "colour" {
			return false
		}
	}
	return true
}

// ForItem returns the findings about one picture.
func (v Verdict) ForItem(item photo.Item) []Finding {
	var findings []Finding
	for _, f := range v.Findings {
		if f.Item == item {
			findings = append(findings, f)
		}
	}
	return findings
}

func (v Verdict) has(s Severity) bool {
	for _, f := range v.Findings {
		if f.Severity == s {
			return true
		}
	}
	return false
}
