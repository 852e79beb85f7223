package template_test

import (
	"strings"
	"testing"
	"time"

	"myphoto/internal/config"
	"myphoto/internal/courier"
	"myphoto/internal/courier/sms"
	"myphoto/internal/courier/template"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// Each further part is paid for every message, and a gateway that sends only
// one cuts the line by which phones recognise the code.
func TestEveryTextMessageIsOnePart(t *testing.T) {
	t.Parallel()
	code, err := photo.ParseCode("B3+O3VCZAsaddxDuxLg0bQ")
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"myphoto.gov.gr", strings.Repeat("a", config.MaxHost-3) + ".gr"} {
		message := template.CodeMessage{Code: code, Host: host, Studio: "ΦΩΤΟ", Expires: time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC)}
		for _, l := range lang.Languages() {
			texts := []string{message.SMS(l), template.OTP(l, "123456", host)}
			for _, kind := range []string{"rejected", "replaced", "retrieved", "opened", "ending"} {
				args := map[string]any{"host": host, "number": "rqpb3j", "last": message.Expires, "date": message.Expires, "time": message.Expires}
				texts = append(texts, template.Notice{Kind: kind, Args: args}.SMS(l))
			}
			for _, text := range texts {
				if parts, gsm7 := sms.Parts(text); parts != 1 || !gsm7 {
					t.Errorf("%s: %d parts, GSM %v:\n%s", l, parts, gsm7, text)
				}
				if !strings.Contains(text, host) {
					t.Errorf("the host is changed:\n%s", text)
				}
			}
		}
	}
}

// The code is selected by a long press, and sign-in is offered by the last line:
// neither is folded.
func TestTextMessagesHaveTheLayoutOfTheManual(t *testing.T) {
	t.Parallel()
	code, err := photo.ParseCode("B3+O3VCZAsaddxDuxLg0bQ")
	if err != nil {
		t.Fatal(err)
	}
	message := template.CodeMessage{Code: code, Host: "myphoto.gov.gr", Expires: time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC)}
	if got, want := message.SMS(lang.Greek), "KΩΔIKAPIΘMOΣ\nB3+O3VCZAsaddxDuxLg0bQ\nΛHΞH: 05/12/2026\nEIΣOΔOΣ: myphoto.gov.gr"; got != want {
		t.Errorf("got:\n%s", got)
	}
	if got, want := template.OTP(lang.Greek, "123456", "myphoto.gov.gr"), "123456 EINAI O KΩΔIKOΣ MIAΣ XPHΣHΣ ΓIA TO myPhoto. IΣXYEI 5 ΛEΠTA.\n@myphoto.gov.gr #123456"; got != want {
		t.Errorf("got:\n%s", got)
	}
}

// People select all of a message, copy it and paste it into the field of the code.
func TestWholeMessageIsReadAsItsCode(t *testing.T) {
	t.Parallel()
	for range 100 {
		code := photo.NewCode()
		message := template.CodeMessage{
			Code: code, Host: "localhost:8080", Link: code.Link("http://localhost:8080"), Studio: "ΦΩΤΟ ΝΙΚΟΛΑΟΥ",
			Uploaded: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), Expires: time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC),
		}
		mail, err := message.Mail(courier.Message{})
		if err != nil {
			t.Fatal(err)
		}
		for _, whole := range []string{mail.Text, strings.ReplaceAll(mail.Text, "\n", " "), strings.Repeat("Από: φωτογραφείο\n", 40) + mail.Text, message.SMS(lang.Greek), message.SMS(lang.English)} {
			if read, err := photo.ParseCode(whole); err != nil || read != code {
				t.Fatalf("%v:\n%s", err, whole)
			}
		}
	}
}
