// Package couriertest holds what every courier.Carrier must satisfy, whatever
// it speaks. A carrier's own tests open an [Office], a real server of its
// protocol in the same process, and hand it to [Run].
package couriertest
