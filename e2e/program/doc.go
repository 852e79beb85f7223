// Package program starts the built program as its operator would: on free ports,
// with its own data folder, its log captured. It can be killed at any moment and
// started again over the same data, because what the service acknowledged must
// survive that.
package program
