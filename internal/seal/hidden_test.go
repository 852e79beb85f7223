package seal_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"myphoto/internal/seal"
)

// holders are the three types that hold keys, all of the byte 0x42 or of the
// fixed master key.
func holders(t *testing.T) map[string]any {
	t.Helper()
	h := hashes(t, []byte(line(0x42)))
	k := fixedKey()
	return map[string]any{"Key": k, "*Key": &k, "*Hashes": h, "Hashes": *h, "Master": master(t, fixedMaster)}
}

// A key in a log is a key in every backup of the log.
func TestKeysPrintAsHidden(t *testing.T) {
	t.Parallel()
	const want = "[hidden]"
	for name, v := range holders(t) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%08.3f", "%U"} {
			if got := fmt.Sprintf(verb, v); got != want {
				t.Errorf("%s prints %s as %s", verb, name, got)
			}
		}
		if got, err := json.Marshal(v); err != nil || string(got) != `"`+want+`"` {
			t.Errorf("%s as JSON is %s, %v", name, got, err)
		}
		if got, err := xml.Marshal(v); err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s as XML is %s, %v", name, got, err)
		}
		if got := v.(slog.LogValuer).LogValue().String(); got != want {
			t.Errorf("%s logs as %s", name, got)
		}
		s := v.(interface {
			fmt.Stringer
			fmt.GoStringer
		})
		if s.String() != want || s.GoString() != want {
			t.Errorf("%s as string is %s, %s", name, s.String(), s.GoString())
		}
	}
}

// Types that hold keys are fields of others, which do get logged.
func TestKeysStayHiddenInsideOtherValues(t *testing.T) {
	t.Parallel()
	type open struct {
		Key    seal.Key
		Keys   []seal.Key
		ByKey  map[seal.Key]int
		Hashes *seal.Hashes
		Master *seal.Master
	}
	type closed struct {
		hashes *seal.Hashes
		value  seal.Hashes
		master *seal.Master
	}
	h, m, k := hashes(t, []byte(line(0x42))), master(t, fixedMaster), fixedKey()
	var out bytes.Buffer
	for _, v := range []any{
		open{k, []seal.Key{k}, map[seal.Key]int{k: 1}, h, m},
		closed{h, *h, m},
	} {
		fmt.Fprintf(&out, "%v %+v %#v\n", v, v, v)
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("x", "v", v)
		}
	}
	text := out.String()
	for _, leak := range []string{"BB", "66 66", "0x42", "42424242", "QkJC", "masterKey", "mlkem"} {
		if strings.Contains(text, leak) {
			t.Errorf("%q shows in %s", leak, text)
		}
	}
	if !strings.Contains(text, "[hidden]") {
		t.Errorf("nothing was printed at all: %s", text)
	}
}
