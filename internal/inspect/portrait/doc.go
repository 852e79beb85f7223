// Package portrait measures a photo of a face and judges it for a document.
//
// It works in three steps. Measure looks at the pixels once, with the faces
// that were found in them, and gives numbers that hold for every document: how
// many faces, how the head is turned, how sharp and how well lit the face is,
// how even the background. AutoCrop lays the frame of one document over the
// picture: the whole picture when it is right as it is, else the best cut that
// the pixels allow. Judge compares the numbers, and how the face stands in
// that frame, with the limits of the document's profile. Facts tells the same
// numbers in words for people who cannot see the picture.
//
// The formulas are those of ISO/IEC 29794-5 as computed by its reference
// implementation OFIQ 1.0.3 where it has one that needs only landmarks; the
// others are told where they stand. docs/pictures.md lists every check with
// its limits and how often it errs. Nothing here knows who a person is: no
// template is computed, the landmarks are dropped when Measure returns, and no
// number says sex, age, origin or mood.
//
// Lengths on the face are told in T, the distance from the middle between the
// eyes to the chin, and in IED, the distance between the eyes. Everything
// discrete is computed in whole numbers, so that a browser and a server agree.
package portrait
