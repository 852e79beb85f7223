package api_test

import (
	"fmt"
	"maps"
	"math"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"
	"unicode/utf8"
)

// faults checks a JSON value against a schema, with the keywords of JSON Schema
// 2020-12 that openapi.yaml uses. An unknown keyword is a fault, so that nothing
// in the contract goes unchecked; so is a member of a response that is not in
// the contract.
func (c contract) faults(schema map[string]any, v any, at string) []string {
	var list []string
	fault := func(format string, args ...any) {
		list = append(list, at+": "+fmt.Sprintf(format, args...))
	}
	for word, rule := range schema {
		switch word {
		case "description", "additionalProperties":
		case "allOf":
			for _, part := range rule.([]any) {
				list = append(list, c.faults(widened(object(part)), v, at)...)
			}
		case "$ref":
			list = append(list, c.faults(object(c.at(rule.(string))), v, at)...)
		case "type":
			if !hasType(v, rule.(string)) {
				fault("is no %s", rule)
			}
		case "const":
			if !reflect.DeepEqual(v, rule) {
				fault("is not %v", rule)
			}
		case "enum":
			if !slices.ContainsFunc(rule.([]any), func(one any) bool { return reflect.DeepEqual(v, one) }) {
				fault("is none of %v", rule)
			}
		default:
			if !known(word) {
				fault("the checker does not know %q", word)
			}
		}
	}
	switch v := v.(type) {
	case string:
		list = append(list, textFaults(schema, v, at)...)
	case float64:
		if low, ok := schema["minimum"].(float64); ok && v < low {
			fault("is under %v", low)
		}
		if high, ok := schema["maximum"].(float64); ok && v > high {
			fault("is over %v", high)
		}
	case []any:
		list = append(list, c.listFaults(schema, v, at)...)
	case map[string]any:
		list = append(list, c.objectFaults(schema, v, at)...)
	}
	return list
}

// widened returns the part of an allOf as it is meant: a part that names members
// narrows those of the others and does not forbid them.
func widened(part map[string]any) map[string]any {
	if part["properties"] == nil {
		return part
	}
	wide := maps.Clone(part)
	wide["additionalProperties"] = true
	return wide
}

func known(word string) bool {
	return slices.Contains([]string{
		"minLength", "maxLength", "pattern", "format", "minimum", "maximum", "items", "minItems", "maxItems", "uniqueItems",
		"properties", "required", "minProperties", "maxProperties",
	}, word)
}

func hasType(v any, name string) bool {
	switch v := v.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && v == math.Trunc(v)
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}

// outside reports whether n breaks the bounds named by two words.
func outside(schema map[string]any, n int, least, most string) bool {
	low, bounded := schema[least].(float64)
	high, limited := schema[most].(float64)
	return bounded && float64(n) < low || limited && float64(n) > high
}

func textFaults(schema map[string]any, s, at string) []string {
	var list []string
	if outside(schema, utf8.RuneCountInString(s), "minLength", "maxLength") {
		list = append(list, at+": has another length")
	}
	if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(s) {
		list = append(list, at+": does not match "+p)
	}
	var err error
	switch schema["format"] {
	case nil, "uri-reference":
	case "date-time":
		_, err = time.Parse(time.RFC3339, s)
	case "uri":
		var u *url.URL
		if u, err = url.Parse(s); err == nil && !u.IsAbs() {
			err = fmt.Errorf("is not absolute")
		}
	default:
		err = fmt.Errorf("the checker does not know the format %v", schema["format"])
	}
	if err != nil {
		list = append(list, at+": "+err.Error())
	}
	return list
}

func (c contract) listFaults(schema map[string]any, v []any, at string) []string {
	var list []string
	if outside(schema, len(v), "minItems", "maxItems") {
		list = append(list, at+": has another number of items")
	}
	for i, one := range v {
		if schema["uniqueItems"] == true && slices.ContainsFunc(v[:i], func(earlier any) bool { return reflect.DeepEqual(one, earlier) }) {
			list = append(list, at+": has an item twice")
		}
		list = append(list, c.faults(object(schema["items"]), one, fmt.Sprintf("%s[%d]", at, i))...)
	}
	return list
}

func (c contract) objectFaults(schema map[string]any, v map[string]any, at string) []string {
	var list []string
	if outside(schema, len(v), "minProperties", "maxProperties") {
		list = append(list, at+": has another number of members")
	}
	names, _ := schema["required"].([]any)
	for _, name := range names {
		if _, ok := v[name.(string)]; !ok {
			list = append(list, fmt.Sprintf("%s.%s: is missing", at, name))
		}
	}
	closed := schema["$ref"] == nil && schema["allOf"] == nil && schema["additionalProperties"] != true
	for name, one := range v {
		rule, named := object(schema["properties"])[name]
		if named {
			list = append(list, c.faults(object(rule), one, at+"."+name)...)
		} else if closed {
			list = append(list, at+"."+name+": is not in the contract")
		}
	}
	return list
}

// A checker that finds nothing would make every other test of the contract
// worthless.
func TestCheckerFindsFaults(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	good := func() map[string]any {
		return map[string]any{
			"type": "https://x.example/problems/invalid", "title": "T", "status": 422.0, "detail": "D",
			"instance": "urn:myphoto:request:ABC", "code": "invalid",
			"errors": []any{map[string]any{"field": "f", "code": "c", "detail": "d"}},
		}
	}
	schema := map[string]any{"$ref": "#/components/schemas/Problem"}
	if faults := c.faults(schema, good(), "body"); len(faults) > 0 {
		t.Fatal(faults)
	}
	for name, value := range map[string]any{
		"type": "/relative", "title": "", "status": 200.0, "detail": 1.0, "instance": "urn:x", "code": "other",
		"errors": []any{}, "more": "x",
	} {
		bad := good()
		bad[name] = value
		if faults := c.faults(schema, bad, "body"); len(faults) == 0 {
			t.Errorf("%s = %v passes", name, value)
		}
		if delete(bad, name); name != "more" && name != "errors" && len(c.faults(schema, bad, "body")) == 0 {
			t.Errorf("%s may be missing", name)
		}
	}
	if len(c.faults(map[string]any{"oneOf": []any{}}, "x", "body")) == 0 {
		t.Error("an unknown word passes")
	}
}
