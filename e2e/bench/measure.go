package main

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"
)

// measured is how long each of a number of operations took, and all together; and
// how much processor time the service and this program spent meanwhile, which shows
// the cost even on a machine that is busy with other work.
type measured struct {
	each            []time.Duration
	took            time.Duration
	service, client time.Duration
}

// errEnough ends the turns of one caller.
var errEnough = errors.New("enough")

// together lets several callers take turns concurrently until turn returns
// errEnough for each. turn gets the number of the caller and of the turn, from 0.
func together(callers int, turn func(caller, n int) error) (measured, error) {
	var mu sync.Mutex
	var all measured
	var faults []error
	var running sync.WaitGroup
	began := time.Now()
	for caller := range callers {
		running.Go(func() {
			each, err := turns(caller, turn)
			mu.Lock()
			defer mu.Unlock()
			all.each = append(all.each, each...)
			faults = append(faults, err)
		})
	}
	running.Wait()
	all.took = time.Since(began)
	slices.Sort(all.each)
	return all, errors.Join(faults...)
}

func turns(caller int, turn func(caller, n int) error) (each []time.Duration, err error) {
	for n := 0; ; n++ {
		began := time.Now()
		err := turn(caller, n)
		if errors.Is(err, errEnough) {
			return each, nil
		}
		if err != nil {
			return each, err
		}
		each = append(each, time.Since(began))
	}
}

// lasting repeats a turn for a time.
func lasting(d time.Duration, turn func(caller, n int) error) func(caller, n int) error {
	end := time.Now().Add(d)
	return func(caller, n int) error {
		if time.Now().After(end) {
			return errEnough
		}
		return turn(caller, n)
	}
}

// costs is together with the processor time that was spent.
func (s *scene) costs(callers int, turn func(caller, n int) error) (measured, error) {
	service, client := s.program.processor(), ownProcessor()
	m, err := together(callers, turn)
	m.service, m.client = s.program.processor()-service, ownProcessor()-client
	return m, err
}

// cost returns the share of one operation in the processor time of all.
func (m measured) cost(all time.Duration) time.Duration {
	return all / time.Duration(max(1, len(m.each)))
}

// allowed returns how many operations per second the processors could do if they
// did nothing else and never waited.
func (m measured) allowed() float64 {
	each := m.cost(m.service + m.client)
	if each == 0 {
		return 0
	}
	return float64(runtime.NumCPU()) * float64(time.Second) / float64(each)
}

// rate returns how many operations were done per second.
func (m measured) rate() float64 {
	if m.took == 0 {
		return 0
	}
	return float64(len(m.each)) / m.took.Seconds()
}

// within returns the quantile part of the durations, such as 0.99.
func (m measured) within(part float64) time.Duration {
	if len(m.each) == 0 {
		return 0
	}
	return m.each[min(len(m.each)-1, int(part*float64(len(m.each))))]
}
