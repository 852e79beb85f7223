package main

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// Uploads are made at two studios, by three people each, far below the hourly limit
// of a studio (300).
const counters = 6

// uploadFor is after how long uploads end early on a slow machine, once there are
// enough for the claims.
const uploadFor = 20 * time.Second

// photographers returns photographers of the demo with their phones.
func photographers() [][2]string {
	return [][2]string{{"nikos", "+306900000003"}, {"kostas", "+306900000005"}}
}

// measureUploads uploads portrait and signature for the driving licence, each for
// a client with another phone.
func (s *scene) measureUploads(ctx context.Context) error {
	var studios []*visitor
	for _, one := range photographers() {
		v, err := s.program.visitor(one[0], one[1])
		if err == nil {
			err = v.signIn(ctx, "photographer")
		}
		if err != nil {
			return err
		}
		studios = append(studios, v)
	}
	var err error
	claimed := len(citizens()) * claimsPerCitizen
	s.ready, err = s.profiled(ctx, "portrait", s.portrait, func() (measured, error) {
		late := time.Now().Add(uploadFor)
		return s.costs(counters, func(caller, n int) error {
			made := n*counters + caller
			if made >= s.options.uploads || made >= claimed && time.Now().After(late) {
				return errEnough
			}
			return s.upload(ctx, studios[caller%len(studios)], order{client(made), s.portrait, []string{"driving-licence"}})
		})
	})
	s.uploads = s.ready.each
	if err != nil {
		return err
	}
	s.phones, err = s.profiled(ctx, "phone", s.phone, func() (measured, error) {
		return s.costs(runtime.NumCPU(), func(caller, n int) error {
			if n*runtime.NumCPU()+caller >= phoneUploads {
				return errEnough
			}
			return s.upload(ctx, studios[caller%len(studios)], order{client(phoneClients + n*runtime.NumCPU() + caller), s.phone, documents()})
		})
	})
	return err
}

// Uploads from phones are for every document, with one caller for each processor.
const (
	phoneUploads = 24
	phoneClients = 50_000 // number of the first client
)

func documents() []string {
	return []string{"driving-licence", "identity-card", "passport", "academic-id"}
}

// order is the form of one client.
type order struct {
	mobile    string
	photo     []byte
	documents []string
}

// client returns the mobile number of the n-th client.
func client(n int) string { return fmt.Sprintf("69100%05d", n) }

func (s *scene) upload(ctx context.Context, studio *visitor, o order) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := [][2]string{
		{"mobile", o.mobile},
		{"channels", "sms"},
		{"agreed", "yes"},
		{"acknowledged", "yes"},
		{"idempotency_key", "bench" + o.mobile},
	}
	for _, id := range o.documents {
		fields = append(fields, [2]string{"documents", id})
	}
	for _, field := range fields {
		if err := form.WriteField(field[0], field[1]); err != nil {
			return fmt.Errorf("write form: %w", err)
		}
	}
	for name, content := range map[string][]byte{"photo": o.photo, "signature": s.signature} {
		part, err := form.CreateFormFile(name, name+".jpg")
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			return fmt.Errorf("write form: %w", err)
		}
	}
	if err := form.Close(); err != nil {
		return fmt.Errorf("write form: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, studio.at("/studio/new"), &body)
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	a, err := studio.send(req)
	if err == nil && !strings.HasPrefix(a.to, "/studio/u/") {
		err = fmt.Errorf("upload answered %d", a.status)
	}
	return err
}
