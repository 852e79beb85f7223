package inspect_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"myphoto/e2e/tree"
)

// told are the keys of sentences that only inform, or that belong to the form.
var told = []string{
	"file.chosen", "file.drop", "file.fine", "file.gps", "file.icc", "file.none", "file.notes", "file.receives", "file.tail",
	"file.turned", "file.upload", "signature.black", "signature.blue", "signature.clear", "signature.none", "signature.plain", "signature.whole",
}

// unmeasured are refusals of which no number would help.
var unmeasured = []string{
	"face.none", "face.second", "file.bad", "file.cmyk", "file.colour-conflict", "file.colour-unknown", "file.crop", "file.crop-only-colour",
	"file.crop-only-turned", "file.cut", "file.depth", "file.empty", "file.icc-odd", "file.icc-tables", "file.rgb", "file.unknown",
	"signature.coloured", "signature.colour", "signature.cut", "signature.dark", "signature.empty", "signature.lines", "signature.parts",
	"signature.photo", "signature.ruled", "signature.scattered", "signature.specks", "signature.turned",
}

// Every sentence of refusal and advice about a picture tells what to do, and
// what was measured where that is a number, in both languages.
func TestSentencesNameMeasureAndRemedy(t *testing.T) {
	t.Parallel()
	remedies := map[string]*regexp.Regexp{
		"el": regexp.MustCompile(`\pL+(τε|τέ)([ ,.:]|$)|Χρειάζεται|χρειάζεται|Προτείνεται|Αρκούν`),
		"en": regexp.MustCompile(`(?i)\b(use|save|export|take|turn|rotate|set|convert|copy|choose|move|enlarge|make|crop|leave|photograph|give|soften|reduce|focus|ask|light|clean|correct|straighten|open|cut|hold|show|is needed|is recommended|are enough)\b`),
	}
	for language, remedy := range remedies {
		raw, err := os.ReadFile(filepath.Clean(tree.Path(t, "internal", "lang", language+".json")))
		if err != nil {
			t.Fatal(err)
		}
		var sentences map[string]string
		if err := json.Unmarshal(raw, &sentences); err != nil {
			t.Fatal(err)
		}
		judged := 0
		for key, sentence := range sentences {
			room, _, _ := strings.Cut(key, ".")
			gesture := strings.HasPrefix(key, "file.drop") // of the hand, not of a picture
			if !slices.Contains([]string{"file", "face", "signature"}, room) || slices.Contains(told, key) || gesture {
				continue
			}
			judged++
			if !remedy.MatchString(sentence) {
				t.Errorf("%s %s tells no remedy: %s", language, key, sentence)
			}
			if !strings.Contains(sentence, "{") && !slices.Contains(unmeasured, key) {
				t.Errorf("%s %s tells no measure: %s", language, key, sentence)
			}
		}
		if judged < 60 {
			t.Errorf("%s: only %d sentences", language, judged)
		}
	}
}
