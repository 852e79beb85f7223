package main_test

import (
	"encoding/json"
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	live "myphoto/cmd/live"
	"myphoto/internal/inspect/analyze"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func newAnalyzer(t testing.TB) *analyze.Analyzer {
	t.Helper()
	analyzer, err := analyze.New()
	if err != nil {
		t.Fatal(err)
	}
	return analyzer
}

// taskOf requests every document, as the counter does.
func taskOf(t testing.TB, s scene, language string) string {
	t.Helper()
	var documents []photo.ProfileID
	for _, p := range spec.Profiles() {
		documents = append(documents, p.ID)
	}
	size := s.pixels.Rect.Size().Mul(s.enlarge)
	task, err := json.Marshal(map[string]any{
		"language": language, "item": s.item, "documents": documents, "age": spec.Adult, "reason": spec.Disability,
		"width": size.X, "height": size.Y,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(task)
}

// TestBrowserFindsWhatTheServerFinds: the same pixels, the same bytes, through
// the worker as it is served, under the policy it is served with.
func TestBrowserFindsWhatTheServerFinds(t *testing.T) {
	native, c := newAnalyzer(t), newCounter(t)
	c.hire()
	for i, s := range scenes(t) {
		t.Run(s.name, func(t *testing.T) {
			task := taskOf(t, s, []string{"el", "en"}[i%2])
			want, err := live.Answer(native, task, s.pixels, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(want, `"`+s.told) {
				t.Errorf("the server does not find %s but %s", s.told, want)
			}
			if got, fault := c.told(s, task); got != want {
				t.Errorf("the browser differs (+) %s\n%s", fault, cmp.Diff(want, got))
			}
		})
	}
}

// TestTaskThatIsNotUnderstoodIsRefused, because a page of another release may
// send one.
func TestTaskThatIsNotUnderstoodIsRefused(t *testing.T) {
	native, face := newAnalyzer(t), scenes(t)[0].pixels
	for name, task := range map[string]string{
		"no JSON":                            `{`,
		"a picture without measures":         `{}`,
		"a picture smaller than what it has": `{"item":"photo","width":799,"height":1200}`,
	} {
		if told, err := live.Answer(native, task, face, nil); err == nil {
			t.Errorf("%s gives %s", name, told)
		}
	}
	if _, err := live.Answer(native, `{"item":"photo","width":1601,"height":10}`, image.NewRGBA(image.Rect(0, 0, 1601, 10)), nil); err == nil {
		t.Error("more pixels than the server looks at are looked at")
	}
	const more = `{"item":"photo","width":800,"height":1200,"documents":["passport","none"],"more":1}`
	if told, err := live.Answer(native, more, face, nil); err != nil || !strings.Contains(told, "fact.face") {
		t.Errorf("an unknown document beside a known one gives %s, %v", told, err)
	}
}

// TestReasonLiftsWhatTheServerLifts: the counter must not show as refused what
// the chosen exemption turns into advice.
func TestReasonLiftsWhatTheServerLifts(t *testing.T) {
	native := newAnalyzer(t)
	tilted := scene{item: photo.ItemPhoto, pixels: turned(picture(t, "faces", "hopper.jpg"), 15), enlarge: 1}
	for reason, lifted := range map[string]bool{string(spec.Disability): true, "": false} {
		task := strings.Replace(taskOf(t, tilted, "el"), string(spec.Disability), reason, 1)
		told, err := live.Answer(native, task, tilted.pixels, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(told, `"lifted":"disability"`); got != lifted {
			t.Errorf("with reason %q lifted is %t: %s", reason, got, told)
		}
	}
}

// TestOnlyTheWorkerMayCompile: the pages, and workers of any other script,
// stay under the policy that forbids WebAssembly.
func TestOnlyTheWorkerMayCompile(t *testing.T) {
	c := newCounter(t)
	var page, worker string
	c.Await(`new Promise((done) => {
		const script = document.createElement("script");
		script.src = "/probe.js";
		new MutationObserver(() => done(document.title)).observe(document.querySelector("title"), { childList: true });
		document.head.append(script);
	})`, &page)
	c.Await(`new Promise((done) => { new Worker("/probe.js").onmessage = ({ data }) => done(data); })`, &worker)
	if page != "CompileError" || worker != "CompileError" {
		t.Errorf("WebAssembly on a page: %s, in another worker: %s", page, worker)
	}
}

// TestFailedWorkerIsLetGo: a check that cannot be made is skipped at once, and
// is tried again for the next picture.
func TestFailedWorkerIsLetGo(t *testing.T) {
	c := newCounter(t)
	c.Await(`import(asset("live.js")).then((live) => {
		const task = { language: "el", item: "photo", documents: ["passport"], age: "adult", reason: "" };
		window.look = async (address) => live.check(await (await fetch(address)).blob(), task);
	})`, nil)
	var found []spec.Finding
	look := func(address string) []spec.Finding {
		c.Await(`look("`+address+`")`, &found)
		return found
	}
	for _, missing := range []string{"live/worker.js", "live/wasm_exec.js", "live/live.wasm"} {
		c.missing.Store(missing)
		if told := look("/face.jpg"); told != nil {
			t.Errorf("without %s the page is told %v", missing, told)
		}
	}
	c.missing.Store("nothing")
	if told := look("/probe.js"); told != nil {
		t.Errorf("of what is no picture the page is told %v", told)
	}
	if told := look("/face.jpg"); len(told) == 0 || told[0].Code != "file.fine" {
		t.Errorf("of the portrait the page is told %v", told)
	}
	for _, line := range c.ConsoleErrors() {
		if !strings.Contains(line, "404") { // in the browser's own words
			t.Errorf("console: %s", line)
		}
	}
}

// BenchmarkPictureInBrowser analyses a face in Chromium, for comparison with
// [BenchmarkPictureInProgram].
func BenchmarkPictureInBrowser(b *testing.B) {
	c, face := newCounter(b), scenes(b)[0]
	c.hire()
	task := taskOf(b, face, "el")
	for b.Loop() {
		if told, fault := c.told(face, task); told == "" {
			b.Fatal(fault)
		}
	}
}

// BenchmarkPictureInProgram makes the same analysis on the server.
func BenchmarkPictureInProgram(b *testing.B) {
	native, face := newAnalyzer(b), scenes(b)[0]
	task := taskOf(b, face, "el")
	for b.Loop() {
		if _, err := live.Answer(native, task, face.pixels, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStartInBrowser measures everything beside the network that the first
// answer waits for: compiling, and loading the networks.
func BenchmarkStartInBrowser(b *testing.B) {
	c := newCounter(b)
	for b.Loop() {
		c.hire()
	}
}

// TestFramesAreJudgedAsTheFormSendsThem: the page is told the automatic frame of every
// document, and a frame moved by hand is judged as the server would judge it.
func TestFramesAreJudgedAsTheFormSendsThem(t *testing.T) {
	ask, face := live.Checker(newAnalyzer(t)), scenes(t)[0]
	judge := func(pixels *image.RGBA, picture int, crops map[photo.ProfileID]string) (found []spec.Finding, frames map[photo.ProfileID]string) {
		t.Helper()
		size := pixels.Rect.Size()
		task, err := json.Marshal(map[string]any{
			"language": "el", "item": photo.ItemPhoto, "documents": []photo.ProfileID{photo.DrivingLicence, photo.Passport}, "age": spec.Adult,
			"width": size.X, "height": size.Y, "crops": crops, "picture": picture,
		})
		if err != nil {
			t.Fatal(err)
		}
		told, err := ask(string(task), pixels, nil)
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Findings []spec.Finding
			Crops    map[photo.ProfileID]string
		}
		if err := json.Unmarshal([]byte(told), &answer); err != nil {
			t.Fatal(err)
		}
		return answer.Findings, answer.Crops
	}
	of := func(found []spec.Finding, id photo.ProfileID) (blocks int) {
		for _, f := range found {
			if f.Profile == id && f.Severity == spec.Block {
				blocks++
			}
		}
		return blocks
	}
	found, auto := judge(face.pixels, 1, map[photo.ProfileID]string{photo.DrivingLicence: ""})
	if crop, err := spec.ParseCrop(auto[photo.Passport]); err != nil || !crop.Valid() || of(found, photo.DrivingLicence) != 0 {
		t.Fatalf("the automatic frame is %q with %v", auto, found)
	}
	const half = "0.5,0.25,0.5,0"
	moved, frames := judge(face.pixels, 1, map[photo.ProfileID]string{photo.DrivingLicence: half})
	if of(moved, photo.DrivingLicence) == 0 || of(moved, photo.Passport) != 0 || frames[photo.DrivingLicence] != half || frames[photo.Passport] != auto[photo.Passport] {
		t.Errorf("with half a head in the frame: %v %v", frames, moved)
	}
	blank := image.NewRGBA(face.pixels.Rect)
	if same, _ := judge(blank, 1, nil); of(same, photo.Passport) != 0 {
		t.Error("the same picture is measured twice")
	}
	if other, _ := judge(blank, 2, nil); of(other, photo.Passport) == 0 {
		t.Error("another picture is judged by the measures of the last one")
	}
	if told, err := ask(`{"item":"photo","width":800,"height":1200,"crops":{"passport":"1,2,3"}}`, face.pixels, nil); err == nil {
		t.Errorf("what is no frame gives %s", told)
	}
}
