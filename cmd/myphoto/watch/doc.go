// Package watch remembers which of the systems that the service asks did not answer
// when they were last asked, for the page of the state and the metrics. The service
// itself logs why.
package watch
