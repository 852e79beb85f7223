// Package batch holds the pages of a studio's batches: the form that takes the table of
// many clients, the page of one batch with the verdict on every row, which takes the
// pictures that have not come and sends what is ready, and its results as a file.
package batch
