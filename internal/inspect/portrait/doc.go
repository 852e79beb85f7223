// Package portrait measures a photo of a face and judges it for a document.
//
// It works in three steps. Measure reads the pixels once, with the faces that
// were found in them, and returns numbers that hold for every document: how
// many faces, how the head is turned, how sharp and how well lit the face is,
// how even the background. AutoCrop lays the frame of one document over the
// picture: the whole picture when it is right as it is, otherwise the best cut
// that the pixels allow. Judge compares the numbers, and how the face stands in
// that frame, with the limits of the document's profile. Facts describes the
// picture in words for people who cannot see it.
//
// The formulas are those of ISO/IEC 29794-5 as computed by its reference
// implementation OFIQ 1.0.3, where it has one that needs only landmarks; the
// others are explained in place. docs/pictures.md lists every check with its
// limits and error rates. Nothing here knows who a person is: no template is
// computed, the landmarks are dropped when Measure returns, and no number
// expresses sex, age, origin or mood.
//
// Lengths on the face are in T, the distance from the middle between the eyes
// to the chin, or in IED, the distance between the eyes. Everything discrete is
// computed in integers, so that browser and server agree.
package portrait
