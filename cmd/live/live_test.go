package main_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	live "myphoto/cmd/live"
	"myphoto/internal/inspect/look"
	"myphoto/internal/photo"
)

func eyes(t *testing.T) *look.Eyes {
	t.Helper()
	opened, err := look.Open()
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// taskOf asks for every document, as the counter does.
func taskOf(t *testing.T, s scene, language string) string {
	t.Helper()
	var documents []photo.ProfileID
	for _, p := range photo.Profiles() {
		documents = append(documents, p.ID)
	}
	size := s.pixels.Rect.Size().Mul(s.enlarge)
	task, err := json.Marshal(map[string]any{
		"language": language, "item": s.item, "documents": documents, "age": photo.Adult, "width": size.X, "height": size.Y,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(task)
}

// TestBrowserFindsWhatTheServerFinds: the same pixels, the same bytes, through
// the worker as it is served, under the policy it is served with.
func TestBrowserFindsWhatTheServerFinds(t *testing.T) {
	native, c := eyes(t), newCounter(t)
	c.hire()
	for i, s := range scenes(t) {
		t.Run(s.name, func(t *testing.T) {
			task := taskOf(t, s, []string{"el", "en"}[i%2])
			want, err := live.Answer(native, task, s.pixels)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(want, `"`+s.told) {
				t.Errorf("the server does not find %s but %s", s.told, want)
			}
			name := strings.ReplaceAll(s.name, " ", "-")
			c.pictures[name] = s.pixels
			got, fault := c.told(name, task)
			if got != want {
				t.Errorf("%s\n%s", fault, cmp.Diff(want, got))
			}
		})
	}
}

// TestTaskThatIsNotUnderstoodIsRefused and the next one is answered.
func TestTaskThatIsNotUnderstoodIsRefused(t *testing.T) {
	native := eyes(t)
	s := scenes(t)[0]
	for name, task := range map[string]string{
		"no JSON":                        `{`,
		"a picture smaller than pixels":  `{"item":"photo","width":1,"height":1}`,
		"a picture without any measures": `{}`,
	} {
		if told, err := live.Answer(native, task, s.pixels); err == nil {
			t.Errorf("%s: %s", name, told)
		}
	}
	if told, err := live.Answer(native, `{"item":"photo","width":9000,"height":9000,"documents":["none"]}`, s.pixels); err != nil {
		t.Errorf("an unknown document: %v, %s", err, told)
	}
}

// TestOnlyTheWorkerMayCompile: a page, and another worker of the site, stay
// under the policy without WebAssembly.
func TestOnlyTheWorkerMayCompile(t *testing.T) {
	c := newCounter(t)
	var onPage string
	c.Await(`new Promise((done) => {
		const script = document.createElement("script");
		script.src = "/probe.js";
		script.onload = () => window.compiled.then(done);
		document.head.append(script);
	})`, &onPage)
	if onPage != "CompileError" {
		t.Errorf("a page may compile WebAssembly: %s", onPage)
	}
	if lines := c.ConsoleErrors(); len(lines) == 0 {
		t.Error("the browser does not tell of the policy")
	}
}
