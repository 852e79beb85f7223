package template

import (
	"fmt"
	"strings"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// CodeMessage is what a message says that carries a code number.
type CodeMessage struct {
	Code     photo.Code
	Link     string    // what the QR code holds
	Host     string    // where people sign in
	Studio   string    // who uploaded
	Uploaded time.Time // when
	Expires  time.Time // the last day
}

func (c CodeMessage) words() map[string]any {
	return map[string]any{"code": c.Code.Reveal(), "host": c.Host, "studio": c.Studio, "date": c.Expires}
}

// SMS writes the text message.
func (c CodeMessage) SMS() string {
	return strings.Join([]string{
		lang.Greek.Say("message.sms.code.label", nil), c.Code.Reveal(),
		lang.Greek.Say("message.sms.code.expires", c.words()), lang.Greek.Say("message.sms.code.entry", c.words()),
	}, "\n")
}

// OTP writes the text message with a one-time code. Its last line lets phones
// offer the code only on our own page.
func OTP(otp, host string) string {
	return fmt.Sprintf("%s\n@%s #%s", lang.Greek.Say("message.sms.otp", map[string]any{"otp": otp}), host, otp)
}
