package page

import (
	"errors"
	"fmt"
	"html/template"
)

// builders returns the functions that make the data of the components in
// part/*.html. Those of a form take the data of the page first, for the error of
// their field; options are pairs of name and value, and an unknown option is an
// error.
func builders() template.FuncMap {
	return template.FuncMap{
		"field":   newField,
		"choices": newChoices,
		"option":  func(value, label string, more ...string) Option { return newOption(value, label, more) },
		"list":    func(items ...any) []any { return items },
		"options": func(items ...Option) []Option { return items },
		"row":     newRow,
		"rows":    func(items ...Row) []Row { return items },
		"link":    func(path, label string) Link { return Link{Path: path, Label: label} },
		"step":    func(heading, body string) Step { return Step{heading, body} },
		"panel":   func(title, body string) Panel { return Panel{title, body} },
		"notice":  func(heading, body string) Notice { return Notice{heading, body} },
		"tag":     func(tone, text string) Tag { return Tag{tone, text} },
	}
}

// Field is a labelled control with one value: text, code, one-time code, text
// area, file.
type Field struct {
	Name, Label, Hint, Error, Value string
	Type                            string // of the input; empty: text
	InputMode, Autocomplete         string
	Width                           int    // in characters: 2, 3, 4, 5, 10, 20; zero: full
	Accept                          string // of a file input
	Multiple                        bool
	Rows                            int    // of a text area; zero: 5
	Button                          string // label of a file input's button
	Lang                            string // of the value, where it is not the page's
}

// ID is the id of the control, the target of the summary of errors.
func (f Field) ID() string { return f.Name }

// Described lists the ids of hint and error for aria-describedby.
func (f Field) Described() string { return described(f.Name, f.Hint, f.Error) }

func described(id, hint, fault string) string {
	switch {
	case hint != "" && fault != "":
		return id + "-hint " + id + "-error"
	case hint != "":
		return id + "-hint"
	case fault != "":
		return id + "-error"
	default:
		return ""
	}
}

func newField(s *Data, name string, pairs ...any) (Field, error) {
	f := Field{Name: name, Type: "text", Rows: 5, Error: s.fieldError(name)}
	to := map[string]any{
		"label": &f.Label, "hint": &f.Hint, "value": &f.Value, "type": &f.Type, "inputmode": &f.InputMode,
		"autocomplete": &f.Autocomplete, "width": &f.Width, "accept": &f.Accept, "multiple": &f.Multiple,
		"rows": &f.Rows, "button": &f.Button, "lang": &f.Lang,
	}
	if err := setOptions(to, pairs); err != nil {
		return f, fmt.Errorf("field %s: %w", name, err)
	}
	if f.Label == "" {
		return f, fmt.Errorf("field %s: no label", name)
	}
	return f, nil
}

// Option is one answer of a question.
type Option struct {
	Value, Label, Hint string
	Thumb              string // path of a small picture that the label describes; empty: none
	Chosen             bool
}

func newOption(value, label string, more []string) Option {
	o := Option{Value: value, Label: label}
	if len(more) > 0 {
		o.Hint = more[0]
	}
	return o
}

// Choices is a question with given answers: radios, checkboxes or a select.
type Choices struct {
	Name, Legend, Hint, Error string
	Options                   []Option
	Small                     bool   // the legend is a label within a longer form, not the question of the page
	Autocomplete              string // of checkboxes: "off" where the browser must not tick them again
}

// ID is the id of the first answer, the target of the summary of errors.
func (c Choices) ID() string { return c.Name }

// Described lists the ids of hint and error for aria-describedby.
func (c Choices) Described() string { return described(c.Name, c.Hint, c.Error) }

func newChoices(s *Data, name string, pairs ...any) (Choices, error) {
	c := Choices{Name: name, Error: s.fieldError(name)}
	var value string
	var values []string
	to := map[string]any{
		"legend": &c.Legend, "hint": &c.Hint, "options": &c.Options, "value": &value, "values": &values, "small": &c.Small,
		"autocomplete": &c.Autocomplete,
	}
	if err := setOptions(to, pairs); err != nil {
		return c, fmt.Errorf("choices %s: %w", name, err)
	}
	if c.Legend == "" || len(c.Options) == 0 {
		return c, fmt.Errorf("choices %s: no legend or no options", name)
	}
	c.Options = markChosen(c.Options, append(values, value))
	return c, nil
}

// markChosen returns a copy of the options with the given answers marked: the
// handler's own list may be shared by requests.
func markChosen(options []Option, values []string) []Option {
	marked := make([]Option, len(options))
	copy(marked, options)
	for i := range marked {
		for _, v := range values {
			marked[i].Chosen = marked[i].Chosen || (v != "" && v == marked[i].Value)
		}
	}
	return marked
}

// setOptions sets each target to the value of its name. The targets are pointers to
// string, int, bool, []string or []Option.
func setOptions(to map[string]any, pairs []any) error {
	args, err := parsePairs(pairs)
	if err != nil {
		return err
	}
	for name, value := range args {
		if !setValue(to[name], value) {
			return errors.New("option " + name + " is unknown or of another kind")
		}
	}
	return nil
}

func setValue(target, value any) bool {
	switch at := target.(type) {
	case *string:
		v, ok := value.(string)
		*at = v
		return ok
	case *int:
		v, ok := value.(int)
		*at = v
		return ok
	case *bool:
		v, ok := value.(bool)
		*at = v
		return ok
	case *[]string:
		v, ok := value.([]string)
		*at = v
		return ok
	case *[]Option:
		v, ok := value.([]Option)
		*at = v
		return ok
	default:
		return false
	}
}
