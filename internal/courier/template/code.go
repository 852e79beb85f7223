package template

import (
	"fmt"
	"strings"
	"time"

	"myphoto/internal/courier/sms"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// CodeMessage is the content of a message with the code number of an upload.
type CodeMessage struct {
	Code     photo.Code
	Link     string    // content of the QR code
	Host     string    // host at which people sign in
	Studio   string    // name of the studio that uploaded
	Uploaded time.Time // time of the upload
	Expires  time.Time // last day on which the code works
}

func (c CodeMessage) args() map[string]any {
	return map[string]any{"code": c.Code.Reveal(), "host": c.Host, "studio": c.Studio, "date": c.Expires}
}

// SMS returns the text message: one part of the GSM 7-bit alphabet for a host of
// at most 80 characters.
func (c CodeMessage) SMS(l lang.Language) string {
	words := func(key string) string { return sms.Capitals(l.Say("message.sms.code."+key, c.args())) }
	return strings.Join([]string{words("label"), c.Code.Reveal(), words("expires"), words("entry")}, "\n")
}

// OTP returns the text message with a one-time code, one part like that of a
// code number. Its last line makes phones offer the code on our own page only
// (WICG, origin-bound one-time codes).
func OTP(l lang.Language, otp, host string) string {
	return fmt.Sprintf("%s\n@%s #%s", sms.Capitals(l.Say("message.sms.otp", map[string]any{"otp": otp})), host, otp)
}
