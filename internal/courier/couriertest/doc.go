// Package couriertest is the conformance suite for implementations of
// courier.Sender. The tests of a sender start a [Server], a real server of its
// protocol in the same process, and pass it to [Run].
package couriertest
