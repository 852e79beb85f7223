package photo

// LocalizedText is a text in both languages, as a body gave it.
type LocalizedText struct{ El, En string }

// Purpose is one approved purpose of an application.
type Purpose struct {
	ID   string
	Name LocalizedText
}
