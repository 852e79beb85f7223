package foreign

import (
	"encoding/json"
	"strings"
	"testing"

	"myphoto/e2e/program"
)

const word = "a-word"

// Kannel is Debian's gateway with a message centre behind it.
type Kannel struct {
	URL    string // of sendsms, with the user name
	centre *Process
}

// Submitted is a message as the operator's message centre received it.
type Submitted struct {
	From, To, Text string
	Coding         int    // data_coding of SMPP: 0 is the GSM alphabet, 8 UCS-2
	Parts          string // "one" or "several"
}

// StartKannel starts a message centre, bearerbox and smsbox, with the settings
// that docs/operations.md demands and otherwise their defaults.
func StartKannel(tb testing.TB) *Kannel {
	tb.Helper()
	centre, admin, boxes, door := program.FreeAddress(tb), program.FreeAddress(tb), program.FreeAddress(tb), program.FreeAddress(tb)
	k := &Kannel{URL: "http://myphoto@" + door + "/cgi-bin/sendsms", centre: node(tb, "smsc.cjs", port(centre))}
	folder := tb.TempDir()
	settings := write(tb, folder, "kannel.conf", strings.NewReplacer(
		"{admin}", port(admin), "{boxes}", port(boxes), "{centre}", port(centre), "{door}", port(door), "{word}", word, "{folder}", folder,
	).Replace(`group = core
admin-port = {admin}
admin-password = {word}
admin-allow-ip = "127.0.0.1"
smsbox-port = {boxes}
box-allow-ip = "127.0.0.1"
store-type = file
store-location = {folder}/store
log-file = {folder}/bearerbox.log

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = {centre}
transceiver-mode = true
smsc-username = user
smsc-password = {word}
system-type = ""
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {door}
sendsms-interface = 127.0.0.1
http-request-retry = 10
http-queue-delay = 1
log-file = {folder}/smsbox.log

group = sendsms-user
username = myphoto
password = {word}
`))
	run(tb, folder, "bearerbox", "-v", "4", settings)
	awaitPort(tb, "127.0.0.1:"+port(boxes))
	run(tb, folder, "smsbox", "-v", "4", settings)
	awaitPort(tb, door)
	return k
}

// Submitted returns the messages that the message centre has received for a
// number, oldest first.
func (k *Kannel) Submitted(tb testing.TB, to string) []Submitted {
	tb.Helper()
	var all []Submitted
	for _, line := range k.centre.said()[1:] {
		var m Submitted
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			tb.Fatalf("message centre: %v in %s", err, line)
		}
		if "+"+m.To == to { // its type of number says that it is international
			all = append(all, m)
		}
	}
	return all
}

// Next waits until more than after messages have come for a number, and returns
// the newest.
func (k *Kannel) Next(tb testing.TB, to string, after int) Submitted {
	tb.Helper()
	Await(tb, "text message", func() bool { return len(k.Submitted(tb, to)) > after })
	all := k.Submitted(tb, to)
	return all[len(all)-1]
}
