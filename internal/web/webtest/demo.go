package webtest

import (
	"net/http"
	"net/url"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/admin"
	"myphoto/internal/web"
	"myphoto/internal/web/page"
)

// maxBody bounds request bodies where a route sets no other limit, in bytes.
const maxBody = 64 << 10

func (h *House) handler() (http.Handler, error) {
	outside, err := url.Parse(h.URL)
	if err != nil {
		return nil, err
	}
	log := h.Log.Logger()
	return web.New(web.Config{
		SignIn: h.Service.SignIn, Studio: h.Service.Studio, Citizen: h.Service.Citizen,
		Consent: h.Service.Consent, Outbox: h.Service.Outbox, Now: h.Now,
		Pages: page.Config{Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: h.URL, Trial: true, Now: h.Now, Log: log},
		HTTP:  httpx.Options{Log: log, Metrics: httpx.NewMetrics(), Now: h.Now, RealNow: time.Now, PublicURL: outside, MaxBody: maxBody},
	})
}

// seedDemo registers the applications and the employment of the demo.
func (h *House) seedDemo() {
	h.t.Helper()
	desk, ctx := h.Service.Admin, h.t.Context()
	for _, one := range applications() {
		if err := desk.Register(ctx, one); err != nil {
			h.t.Fatalf("register %s: %v", one.ID, err)
		}
		if err := desk.AddSecret(ctx, one.ID, "demo-"+string(one.ID)); err != nil {
			h.t.Fatalf("add secret of %s: %v", one.ID, err)
		}
	}
	err := desk.Employ(ctx, admin.EmploymentInput{Owner: "111111114", Studio: "ΦΩΤΟ ΝΙΚΟΛΑΟΥ", Employee: "987654324", Label: "Ελένη"})
	if err != nil {
		h.t.Fatalf("enter employment: %v", err)
	}
}

func applications() []photo.Registration {
	both := []photo.Item{photo.ItemPhoto, photo.ItemSignature}
	basis := photo.LocalizedText{El: "ΚΥΑ 34933 ΕΞ 2022 (ΦΕΚ Β΄ 4484), άρθρο 1", En: "Joint decision 34933 ΕΞ 2022, article 1"}
	refusal := photo.LocalizedText{El: "Υποβάλλετε φωτογραφία στην υπηρεσία", En: "Hand in a photo at the office"}
	return []photo.Registration{
		{
			Body: "ministry-of-transport", BodyName: photo.LocalizedText{El: "Υπουργείο Υποδομών και Μεταφορών", En: "Ministry of Infrastructure and Transport"},
			ID: "driving-licences", Name: photo.LocalizedText{El: "Άδειες οδήγησης", En: "Driving licences"},
			LegalBasis: basis, Refusal: refusal, Items: both, Profile: "driving-licence", SignatureApproved: true,
			Purposes: []photo.Purpose{
				{ID: "driving-licence-issue", Name: photo.LocalizedText{El: "Έκδοση άδειας οδήγησης", En: "Issue of a driving licence"}},
				{ID: "driving-licence-renewal", Name: photo.LocalizedText{El: "Ανανέωση άδειας οδήγησης", En: "Renewal of a driving licence"}},
			},
		},
		{
			Body: "hellenic-police", BodyName: photo.LocalizedText{El: "Ελληνική Αστυνομία", En: "Hellenic Police"},
			ID: "identity-cards", Name: photo.LocalizedText{El: "Δελτία ταυτότητας", En: "Identity cards"},
			LegalBasis: basis, Refusal: refusal, Items: both[:1], Profile: "identity-card",
			Purposes: []photo.Purpose{{ID: "identity-card", Name: photo.LocalizedText{El: "Έκδοση δελτίου ταυτότητας", En: "Issue of an identity card"}}},
		},
	}
}
