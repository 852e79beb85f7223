// Package program starts the built program as its operator would: on free
// ports, with a data folder of its own, its log captured. It can be killed in
// the middle of anything and started again over the same data, for what the
// service acknowledged must survive that.
package program
