package outage

import "sync"

// maxCauses bounds the causes that one outage tells.
const maxCauses = 16

// Outage is what is known of one part that may fail. The zero value works. It is safe
// for concurrent use.
type Outage struct {
	mu     sync.Mutex
	causes map[string]bool // told in this outage; nil while the part works
}

// Failed notes a failure, and reports whether its cause is new in this outage.
func (o *Outage) Failed(cause error) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.causes == nil {
		o.causes = map[string]bool{}
	}
	if o.causes[cause.Error()] || len(o.causes) >= maxCauses {
		return false
	}
	o.causes[cause.Error()] = true
	return true
}

// Worked notes that the part works, and reports whether an outage ends with it.
func (o *Outage) Worked() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	failed := o.causes != nil
	o.causes = nil
	return failed
}

// Lasts reports whether the part failed when it was last used.
func (o *Outage) Lasts() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.causes != nil
}
