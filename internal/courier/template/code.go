package template

import (
	"fmt"
	"strings"
	"time"

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

// SMS returns the text message.
func (c CodeMessage) SMS() string {
	return strings.Join([]string{
		lang.Greek.Say("message.sms.code.label", nil), c.Code.Reveal(),
		lang.Greek.Say("message.sms.code.expires", c.args()), lang.Greek.Say("message.sms.code.entry", c.args()),
	}, "\n")
}

// OTP returns the text message with a one-time code. Its last line makes phones
// offer the code on our own page only (WICG, origin-bound one-time codes).
func OTP(otp, host string) string {
	return fmt.Sprintf("%s\n@%s #%s", lang.Greek.Say("message.sms.otp", map[string]any{"otp": otp}), host, otp)
}
