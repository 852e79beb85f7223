package check

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

// barWidth is the length of the bar in characters. Lists shorter than barFrom
// are done before anybody would look at it.
const (
	barWidth = 40
	barFrom  = 5
)

// progress draws the progress of a long list on a terminal.
type progress struct {
	to    *os.File // nil when there is no terminal
	all   int
	guard sync.Mutex
	done  int
}

func newProgress(to *os.File, all int) *progress {
	info, err := to.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 || all < barFrom {
		to = nil
	}
	return &progress{to: to, all: all}
}

func (p *progress) step() {
	p.guard.Lock()
	defer p.guard.Unlock()
	p.done++
	if p.to != nil {
		full := barWidth * p.done / p.all
		_, _ = fmt.Fprintf(p.to, "\r[%s%s] %d/%d", strings.Repeat("█", full), strings.Repeat("·", barWidth-full), p.done, p.all)
	}
}

// end removes the bar.
func (p *progress) end() {
	if p.to != nil {
		_, _ = fmt.Fprint(p.to, "\r\x1b[K")
	}
}
