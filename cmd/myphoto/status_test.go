package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"myphoto/internal/courier"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

// fails returns the parts that do not work.
func (h *app) fails(t *testing.T) string {
	t.Helper()
	var names []string
	for _, part := range h.askParts(t.Context()) {
		if !part.Works {
			names = append(names, part.Name)
		}
	}
	return strings.Join(names, " ")
}

// While the gateway, the sign-in or a register is down nobody can sign in; one-time
// codes are given up before they are late.
func TestStateIsRedWhileNobodyCanSignIn(t *testing.T) {
	t.Parallel()
	h := newOperator(t).opened(t)
	if failing := h.fails(t); failing != "" {
		t.Errorf("at first %s fails", failing)
	}
	if _, err := h.login.Identify(t.Context(), "code"); !photo.IsKind(err, photo.Unavailable) {
		t.Fatal(err)
	}
	if failing := h.fails(t); failing != "login" {
		t.Errorf("without sign-in %q fails", failing)
	}
	_, first := h.contacts.Contact(t.Context(), "123456783", registry.Audit{})
	_, second := h.businesses.Business(t.Context(), "123456783")
	if !photo.IsKind(first, photo.Unavailable) || !photo.IsKind(second, photo.Unavailable) {
		t.Fatal(first, second)
	}
	if failing := h.fails(t); failing != "login contacts business" {
		t.Errorf("without registers %q fails", failing)
	}
	if _, err := h.sms.Send(t.Context(), courier.Message{ID: photo.NewID("msg_"), To: "+306900000001", Text: "X"}); err == nil {
		t.Fatal("a gateway that is not there takes a message")
	}
	if failing := h.fails(t); failing != "login contacts business otp sms notice" {
		t.Errorf("without text messages %q fails", failing)
	}
	registered := prometheus.NewRegistry()
	h.registerMetrics(t.Context(), registered)
	families, err := registered.Gather()
	if err != nil {
		t.Fatal(err)
	}
	failing := 0.0
	for _, family := range families {
		if family.GetName() == "myphoto_system_failing" {
			for _, metric := range family.GetMetric() {
				failing += metric.GetGauge().GetValue()
			}
		}
	}
	if failing != 3 {
		t.Errorf("the metrics know of %v systems", failing)
	}
}

// Without the settings minors are not served, and no page says that a register fails.
func TestStateKnowsTheRegistersOfMinorsWhereTheyAreSet(t *testing.T) {
	t.Parallel()
	names := func(h *app) string {
		var all []string
		for _, system := range h.systems() {
			all = append(all, system.Name)
		}
		return strings.Join(all, " ")
	}
	o := newOperator(t)
	if got := names(o.opened(t)); got != "login contacts business" {
		t.Errorf("without them %q", got)
	}
	o = newOperator(t)
	settings := append(o.getenv(), "MYPHOTO_CUSTODY_URL=http://localhost:1/esb", "MYPHOTO_CUSTODY_USER=u", "MYPHOTO_CUSTODY_PASSWORD_FILE="+filepath.Join(o.folder, "word"))
	o.getenv = func() []string { return settings }
	h := o.opened(t)
	if got := names(h); got != "login contacts business custody amka" {
		t.Errorf("with them %q", got)
	}
	audit := registry.OwnAudit("case", time.Now())
	if _, err := h.custody.Custody(t.Context(), registry.CustodyQuestion{AFM: "123456783", AMKA: "15061200018"}, audit); !photo.IsKind(err, photo.Unavailable) {
		t.Fatal(err)
	}
	if failing := h.fails(t); failing != "custody" {
		t.Errorf("%q fails", failing)
	}
}

// An alarm without its reason costs the operator the night.
func TestWhyItIsNotReadyIsLoggedOncePerCause(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	var log bytes.Buffer
	o.log = slog.New(slog.NewJSONHandler(&log, nil))
	h := o.opened(t)
	list := filepath.Join(o.folder, "store", "erasures.log")
	if err := os.Rename(list, list+".away"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if h.ready(t.Context()) == nil {
			t.Fatal("ready without its list")
		}
	}
	if n := strings.Count(log.String(), "the erasure list is missing"); n != 1 {
		t.Errorf("told %d times: %s", n, log.String())
	}
	if err := os.Rename(list+".away", list); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(log.String(), "ready again"); n != 1 {
		t.Errorf("the end was told %d times", n)
	}
}
