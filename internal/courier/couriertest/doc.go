// Package couriertest holds what every courier.Carrier must satisfy, whatever
// it speaks. A sender's own tests open an [Server], a real server of its
// protocol in the same process, and hand it to [Run].
package couriertest
