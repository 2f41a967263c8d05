package specfile

import (
	"testing"

	"github.com/fleetspec/fleetspec/specs/match"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// elsewhere are nouns and verbs that YAML says inside of another section.
var elsewhere = map[string]string{
	"php-extension": "php: extensions", "php-pool": "php: pools", "php-setting": "php: settings",
	"loaded": "php: extensions and absent",
}

// Every noun and verb can be said in YAML.
func TestYAMLSaysEverything(t *testing.T) {
	words, keys := map[string]bool{}, map[string]bool{}
	for _, p := range parts {
		words[p.key()] = true
	}
	for _, s := range sections() {
		for _, k := range s.keys {
			keys[k.name] = true
		}
	}
	for _, k := range resource.Kinds() {
		if !words[k.Word] && elsewhere[k.Word] == "" {
			t.Errorf("resource %s has no section", k.Word)
		}
		delete(words, k.Word)
	}
	for word := range words {
		t.Errorf("section %s has no resource", word)
	}
	for _, v := range match.Verbs() {
		if v.Key != "" && !keys[v.Key] && elsewhere[v.Key] == "" {
			t.Errorf("%s: no section has the key %s", v.Name, v.Key)
		}
	}
}

// Every key's matcher fits its resource: else the run is refused on a target.
func TestMatchersFit(t *testing.T) {
	samples := map[string]string{
		"version": `"1.2"`, "mode": `"0644"`, "max-mode": `"0644"`, "filetype": "file", "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
		"mtime": "2026-01-31T12:00:00Z", "extensions": "[a, {b: \"1\"}]", "absent": "[c]", "settings": "{a: 1, b: absent, c: present, d: {gt: 1}}", "env": "{A: b, C: absent, D: present, E: {have-prefix: x}}",
		"from": "{a: built-in default}", "pools": "{www: {settings: {a: 1}, from: {a: pool www}, env: {A: b}, exists: true}}", "authorized-key": "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	}
	things := map[string]string{"file": "/a", "port": "tcp:80", "php": "fpm"}
	for _, s := range sections() {
		for _, k := range s.keys {
			sample := samples[k.name]
			switch {
			case sample != "":
			case k.flag:
				sample = "true"
			default:
				sample = "5"
			}
			fits(t, s, s.word+"."+k.name, things, k.name+": "+sample)
			if k.name != "max-mode" && samples[k.name] == "" && !k.flag {
				fits(t, s, s.word+"."+k.name+" by operator", things, k.name+": { not: { have-len: 1 } }")
			}
		}
		if s.free != nil {
			fits(t, s, s.word, things, "a.b: 1")
			fits(t, s, s.word, things, "a.b: absent")
		}
	}
}

func fits(t *testing.T, s section, what string, things map[string]string, entry string) {
	t.Helper()
	name := things[s.word]
	if name == "" {
		name = "a"
	}
	src := s.word + ": { \"" + name + "\": { " + entry + " } }\n"
	if s.word == "platform" || s.word == "timezone" {
		src = s.word + ": { " + entry + " }\n"
	}
	suite, err := Parse("x.yaml", []byte(src))
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	for _, c := range suite.decode(0, nil).docs[0].checks {
		r, err := resource.Declare(nowhere{}, c.word, c.name)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		m := c.matcher()
		f, ok := m.(interface{ Fits(any) bool })
		if ok && !f.Fits(r) {
			t.Errorf("%s: %T does not fit %s", what, m, r)
		}
	}
}
