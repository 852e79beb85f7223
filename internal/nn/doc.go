// Package nn runs small convolutional networks stored as TensorFlow Lite files.
// It has exactly the operations of the three face networks of
// internal/inspect/face.
//
// [Load] reads a file once. It checks every offset, converts half-precision
// weights to float32 and packs them in the order in which the kernels read
// them. It fuses an addition and an activation into the convolution before
// them, and places every intermediate tensor in one block of memory, shared by
// tensors that are never alive together. A file with an operation, shape or
// option that is not implemented is refused then, never while running.
//
// A [Session] is such a block of memory. Fill [Session.Input], call
// [Session.Run], read [Session.Output], then call Close: the block returns to a
// pool for the next caller. Running allocates nothing. A Network may be used by
// any number of goroutines, a Session by one.
//
// The arithmetic is float32 in a fixed order, so a picture gives the same
// numbers each time. Processors that fuse multiplication and addition differ by
// about 1e-6 from those that do not.
package nn
