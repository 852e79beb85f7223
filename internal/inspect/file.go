package inspect

import (
	"image"
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// JudgeFile judges the bytes of an upload for documents as [Reader.Read] does,
// without decoding them: structure, limits, colours, compression. It returns
// false for a file that is refused; then the only finding is the reason.
func JudgeFile(upload []byte, item photo.Item, documents []spec.Profile) (found []spec.Finding, readable bool) {
	file, colours, refused := openColours(upload, Limits{}.orDefaults())
	if refused != nil {
		return []spec.Finding{refused.finding(item)}, false
	}
	s := inspection{item: item, profiles: documents, file: file, colours: colours}
	s.picture.Master = file.rewrite()
	s.picture.Width, s.picture.Height = file.upright()
	return s.runChecks(), true
}

// Combine puts together what was found about the file and about the pixels of a
// picture of the given upright size. Where the pixels lie on their side, the
// picture is judged by the size it has once it is turned: that it must be turned
// is then the cause, not its size.
func Combine(file, pixels []spec.Finding, size image.Point) []spec.Finding {
	var combined []spec.Finding
	for _, f := range file {
		lies := func(other spec.Finding) bool {
			return other.Check == "turned" && other.Severity != spec.Info && (other.Profile == f.Profile || other.Profile == "") && byQuarter(other)
		}
		if f.Code == codeTooSmall && slices.ContainsFunc(pixels, lies) {
			profile, _ := spec.ProfileByID(f.Profile)
			demands, _ := profile.Demands(f.Item)
			if size.Y >= demands.MinWidth && size.X >= demands.MinHeight {
				continue
			}
			turned := tooSmall(size.Y, size.X, demands)
			turned.Item, turned.Profile = f.Item, f.Profile
			f = turned
		}
		combined = append(combined, f)
	}
	return append(combined, pixels...)
}

// byQuarter reports whether a picture is turned by a quarter, not by a half.
func byQuarter(turned spec.Finding) bool {
	const quarterFrom, quarterTo = 45, 135 // degrees
	degrees, known := turned.Args["have"].(float64)
	return !known || degrees >= quarterFrom && degrees <= quarterTo
}
