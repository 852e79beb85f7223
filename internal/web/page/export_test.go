package page

// Build is New with other templates, so that tests can render components on pages of
// their own.
var Build = newFrom
