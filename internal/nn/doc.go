// Package nn runs small convolutional networks stored as TensorFlow Lite
// files: exactly the operations that the three face networks of
// internal/inspect/face are made of, nothing else.
//
// [Load] reads a file once: it checks every offset, widens half-precision
// weights to float32, packs them in the order the kernels read them, melts an
// addition and an activation into the convolution before them, and gives each
// intermediate tensor a place in one block of memory, shared by tensors that
// are never alive together. A file with any operation, shape or option that
// is not implemented is refused at that moment, never while running.
//
// A [Session] is such a block of memory. Fill [Session.Input], call
// [Session.Run], read [Session.Output], then Close: the block goes back to a
// pool for the next caller. Running allocates nothing. A Network may be used
// by any number of goroutines, a Session by one.
//
// The arithmetic is float32 and its order is fixed, so a picture gives the
// same numbers each time; processors that fuse multiplication and addition
// differ by about 1e-6 from those that do not.
package nn
