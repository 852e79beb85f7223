// Package face finds faces and their landmarks in pixels.
//
// Three networks of MediaPipe (Google, Apache-2.0, in models/) examine the
// picture, each run by internal/nn:
//
//   - BlazeFace short range, 128×128 pixels: the faces of people who sit for
//     a photograph;
//   - BlazeFace full range, 192×192 pixels: smaller faces further away,
//     those of people who should not be in the picture;
//   - Attention Mesh, 192×192 pixels cut around the largest face: 468 points
//     of the face and 10 of the irises, and the network's own confidence that
//     this is a face.
//
// [Finder.Find] runs all three. The inputs and outputs of the networks follow
// MediaPipe's graphs face_detection_short_range, face_detection_full_range and
// face_landmark_front_cpu. Where MediaPipe samples single pixels of a large
// picture, this package averages all of them, so that fine patterns do not
// become noise.
//
// Nothing here knows who somebody is: there is no template and no comparison.
// Landmarks exist to measure the picture and are dropped after that. Limits of
// the networks: docs/decisions/0010-networks.md.
package face
