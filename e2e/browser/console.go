package browser

import (
	"fmt"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// console collects the errors that the browser reports: of scripts, violations of
// the content security policy, and missing files.
type console struct {
	mu        sync.Mutex
	lines     []string
	documents map[string]bool
}

// ConsoleErrors returns the errors since the last call. Errors that are never
// returned fail the test at its end.
func (t *Tab) ConsoleErrors() []string { return t.console.take() }

func (c *console) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines := c.lines
	c.lines = nil
	return lines
}

func (c *console) hear(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *network.EventResponseReceived:
		c.received(e)
	case *runtime.EventExceptionThrown:
		c.lines = append(c.lines, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			c.lines = append(c.lines, said(e.Args))
		}
	case *log.EventEntryAdded:
		c.entry(e.Entry)
	}
}

func (c *console) received(e *network.EventResponseReceived) {
	if e.Type == network.ResourceTypeDocument || e.Type == network.ResourceTypeXHR { // forms, however they are sent
		if c.documents == nil {
			c.documents = map[string]bool{}
		}
		c.documents[e.Response.URL] = true
	}
}

// entry keeps errors, except for the error status of a page itself, or of a form that a
// script sent: stories meet refusals on purpose.
func (c *console) entry(e *log.Entry) {
	refusal := e.Source == log.SourceNetwork && c.documents[e.URL]
	if e.Level == log.LevelError && !refusal {
		c.lines = append(c.lines, fmt.Sprintf("%s: %s %s", e.Source, e.Text, e.URL))
	}
}

func said(args []*runtime.RemoteObject) string {
	text := ""
	for _, a := range args {
		text += fmt.Sprintf("%s%s ", a.Value, a.Description)
	}
	return text
}
