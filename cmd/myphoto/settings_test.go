package main

import (
	"os"
	"strings"
	"testing"

	"myphoto/internal/config"
)

// An operator must not have to find out by trying which settings are demanded.
func TestReadmeNamesWhatServeDemands(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(readme), "`serve` must be given ")
	said, _, _ := strings.Cut(after, ";")
	if !found {
		t.Fatal("the sentence is missing")
	}
	for _, v := range config.Variables() {
		demanded := strings.Contains(strings.Join(usesAll().required, " ")+" ", v.Name+" ")
		if named := strings.Contains(said, "`"+v.Name+"`"); named != demanded {
			t.Errorf("%s: demanded %t, named %t", v.Name, demanded, named)
		}
	}
}

// A name that no setting has would never be read.
func TestCommandsUseSettingsThatExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, v := range config.Variables() {
		known[v.Name] = true
	}
	for _, u := range []uses{usesDatabase(), usesBackup(), usesFiles(), usesLedger(), usesSweep(), usesKeyFiles(), usesRegister(), usesAll()} {
		for _, name := range u.names() {
			if !known[name] || !strings.Contains(u.help(), name+": ") {
				t.Errorf("%s is no setting, or the help lacks it", name)
			}
		}
	}
}

func TestWhatALaterReleaseBringsIsRefusedByName(t *testing.T) {
	t.Parallel()
	_, err := usesFiles().read([]string{"MYPHOTO_DATABASE_URL=postgres://myphoto@db/myphoto", "MYPHOTO_FILES_URL=s3://bucket"})
	for _, want := range []string{"MYPHOTO_DATABASE_URL must be sqlite:PATH", "MYPHOTO_FILES_URL must be file:PATH"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no fault says %q: %v", want, err)
		}
	}
}
