// Package stats adds up how often the rules of pictures fired, from the tallies
// ([spec.Tally]) of verdicts. It reveals a rule that errs on some people, and a
// studio with poor lighting. It knows neither pictures nor persons; a studio
// sees the numbers of all studios only where they do not identify another
// ([MinStudios]).
package stats
