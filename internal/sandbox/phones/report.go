package phones

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Delivery report values and mask bits (Kannel user guide, "Delivery reports").
const (
	deliveredToPhone    = 1
	notDeliveredToPhone = 2
	acceptedByCarrier   = 8
)

const (
	maxReports   = 1000                   // reports waiting to be called back
	callers      = 8                      // callbacks at the same time
	maxAttempts  = 4                      // calls for one report
	beforeReport = 300 * time.Millisecond // a phone does not answer at once
	betweenCalls = 700 * time.Millisecond
	callTimeout  = 3 * time.Second
	smscID       = "sandbox"
)

// errNotLoopback keeps reports on this machine: the address comes from a request.
var errNotLoopback = errors.New("delivery reports go to loopback addresses only")

// report has the values to report about one message, in this order.
type report struct {
	message Message
	url     string
	values  []int
}

func (n *Network) report(s submission, m Message) {
	end := deliveredToPhone
	if strings.HasSuffix(m.To, UndeliverableSuffix) {
		end = notDeliveredToPhone
	}
	var values []int
	for _, v := range []int{acceptedByCarrier, end} {
		if s.reportMask&v != 0 {
			values = append(values, v)
		}
	}
	if s.reportURL == "" || len(values) == 0 {
		return
	}
	select {
	case n.reports <- report{m, s.reportURL, values}:
	default:
		n.c.Log.Warn("delivery report dropped", "reason", "too many waiting")
	}
}

// Run calls delivery reports back until the context ends.
func (n *Network) Run(ctx context.Context) {
	client := newCaller()
	defer client.CloseIdleConnections()
	var working sync.WaitGroup
	for range callers {
		working.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case r := <-n.reports:
					n.tell(ctx, client, r)
				}
			}
		})
	}
	working.Wait()
}

// tell reports every value of one report, each until it is accepted or abandoned.
func (n *Network) tell(ctx context.Context, client *http.Client, r report) {
	wait(ctx, beforeReport)
	for _, value := range r.values {
		r.message.ID = newID() // each report is a message of its own
		address := fill(r.url, r.message, value, n.c.Now())
		var err error
		for range maxAttempts {
			if err = call(ctx, client, address); err == nil || errors.Is(err, errNotLoopback) {
				break
			}
			wait(ctx, betweenCalls)
		}
		if err != nil {
			// The address contains whatever the sender put there: not for logs.
			n.c.Log.Warn("delivery report given up", "value", value, "loopback", !errors.Is(err, errNotLoopback))
			return
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func call(ctx context.Context, client *http.Client, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	if closing := resp.Body.Close(); err == nil {
		err = closing
	}
	// Kannel takes only these two as fetched.
	if err == nil && resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusAccepted {
		return errors.New("callback answered " + strconv.Itoa(resp.StatusCode))
	}
	return err
}

// newCaller returns a client that reaches loopback addresses only:
// no proxy, no redirects, and the resolved address checked at dial.
func newCaller() *http.Client {
	dialer := &net.Dialer{Timeout: callTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !at.Addr().Unmap().IsLoopback() {
			return errNotLoopback
		}
		return nil
	}}
	return &http.Client{
		Timeout:       callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConns: callers, IdleConnTimeout: 10 * time.Second},
	}
}

// fill replaces the escape codes in a dlr-url (Kannel user guide, table
// "Parameters (Escape Codes)"); unknown codes do not change.
func fill(pattern string, m Message, value int, now time.Time) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' || i+1 == len(pattern) {
			b.WriteByte(pattern[i])
			continue
		}
		i++
		filled, known := escape(pattern[i], m, value, now)
		if !known {
			filled = "%" + string(pattern[i])
		}
		b.WriteString(filled)
	}
	return b.String()
}

func escape(code byte, m Message, value int, now time.Time) (string, bool) {
	switch code {
	case 'd':
		return strconv.Itoa(value), true
	case 'i':
		return smscID, true
	case 'I':
		return m.ID, true
	case 'T':
		return strconv.FormatInt(now.Unix(), 10), true
	case 't':
		return now.UTC().Format("2006-01-02+15:04:05"), true
	// A report is a message from the phone to us.
	case 'p', 'q':
		return url.QueryEscape(m.To), true
	case 'P', 'Q':
		return url.QueryEscape(m.From), true
	case 'F':
		return strings.ReplaceAll(m.ID, "-", ""), true
	case 'A':
		return url.QueryEscape(carrierReply(value)), true
	case '%':
		return "%", true
	}
	return "", false
}

func carrierReply(value int) string {
	switch value {
	case acceptedByCarrier:
		return "ACK/"
	case deliveredToPhone:
		return "stat:DELIVRD err:000"
	}
	return "stat:UNDELIV err:001"
}
