package outage_test

import (
	"errors"
	"fmt"
	"testing"

	"myphoto/internal/outage"
)

func TestEachCauseOfAnOutageIsNewOnce(t *testing.T) {
	t.Parallel()
	var o outage.Outage
	if o.Worked() || o.Lasts() {
		t.Error("an outage before any failure")
	}
	one, other := errors.New("reply 451"), errors.New("reply 554")
	for n, want := range []bool{true, false} {
		if got := o.Failed(one); got != want || !o.Lasts() {
			t.Errorf("failure %d: new %t, lasts %t", n, got, o.Lasts())
		}
	}
	if !o.Failed(other) || o.Failed(one) {
		t.Error("each cause is new once")
	}
	if !o.Worked() || o.Worked() || o.Lasts() {
		t.Error("an outage ends once")
	}
	told := 0
	for n := range 100 {
		if o.Failed(fmt.Errorf("reply %d", n)) {
			told++
		}
	}
	if told != 16 {
		t.Errorf("%d causes of an endless outage", told)
	}
}
