package myphoto_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/config"
)

const exampleFile = "deploy/myphoto.env.example"

// TestDeployExampleHasEverySetting: the example follows the list of settings,
// with their meaning, in its order; what is commented out shows the default.
func TestDeployExampleHasEverySetting(t *testing.T) {
	t.Parallel()
	rest := example(t)
	for _, v := range config.Variables() {
		head := fmt.Sprintf("\n# %s\n", v.Meaning)
		_, after, found := strings.Cut(rest, head)
		line, _, _ := strings.Cut(after, "\n")
		name, value, _ := strings.Cut(strings.TrimPrefix(line, "#"), "=")
		switch {
		case !found || name != v.Name:
			t.Errorf("%s lacks, or has elsewhere:%s#%s=%s", exampleFile, head, v.Name, v.Default)
			continue
		case strings.HasPrefix(line, "#") && value != v.Default:
			t.Errorf("%s: %s shows the default %q, which is %q", exampleFile, v.Name, value, v.Default)
		}
		rest = after
	}
}

// TestDeployExampleIsAccepted: no setting in it is unknown or malformed.
func TestDeployExampleIsAccepted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{example(t), strings.ReplaceAll(example(t), "\n#MYPHOTO", "\nMYPHOTO")} {
		environ := regexp.MustCompile(`(?m)^MYPHOTO_.*$`).FindAllString(text, -1)
		secret := func(string) ([]byte, error) { return []byte("a secret"), nil }
		if _, err := config.Read(environ, secret); err != nil {
			t.Errorf("%s: %v", exampleFile, err)
		}
	}
}

func example(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
