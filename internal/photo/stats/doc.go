// Package stats adds up how often the rules of pictures spoke, from the marks
// ([myphoto/internal/photo.Tally]) that verdicts leave, so that a rule that errs
// on some people, or a studio whose lamps are wrong, shows. It knows neither
// pictures nor persons; a studio sees the numbers of all only where they hide
// who is who ([MinStudios]).
package stats
