package coverage

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"counted": counted,
	"word":    func(s State) string { return words[s] },
	"plus":    func(a, b int) int { return a + b },
}).Parse(pageText))

// shown is how many requests stand beside a location; the others are unfolded.
const shown = 3

// Shown are the first requests that cover a location, Hidden the others that are known by name.
func (l Location) Shown() []string { return l.By[:min(shown, len(l.By))] }

// Hidden are those after [Location.Shown].
func (l Location) Hidden() []string { return l.By[min(shown, len(l.By)):] }

// A pageFile is one file of the configuration, line by line.
type pageFile struct {
	File
	Lines []pageLine
}

// A pageLine is one line. State is of the innermost location it stands in; First is set on the line a location begins.
type pageLine struct {
	Number int
	Text   string
	State  State
	First  *Location
}

// WritePage writes the configuration as a page of HTML that needs nothing else: each line in the colour of what became
// of the location it stands in, and beside the first line of a location the requests that reach it. An error is the
// writer's.
func (r Report) WritePage(w io.Writer, files []conf.File) error {
	data := struct {
		Report
		Sources []pageFile
	}{Report: r}
	counts := map[string]Count{}
	for _, f := range r.Files {
		counts[f.Path] = f.Count
	}
	for _, f := range files {
		if _, holds := counts[f.Path]; !holds {
			continue // a file without locations
		}
		data.Sources = append(data.Sources, pageFile{File{f.Path, counts[f.Path]}, r.lines(f)})
	}
	if err := page.Execute(w, data); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// lines marks the lines of a file. Nested locations come after the outer ones and overwrite them.
func (r Report) lines(f conf.File) []pageLine {
	text := strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n")
	lines := make([]pageLine, len(text))
	for i := range lines {
		lines[i] = pageLine{Number: i + 1, Text: strings.TrimSuffix(text[i], "\r")}
	}
	for _, s := range r.Servers {
		for i := range s.Locations {
			l := &s.Locations[i]
			if l.File != f.Path {
				continue
			}
			for n := l.Line; n <= min(l.Last, len(lines)); n++ {
				lines[n-1].State = l.State
			}
			if l.Line <= len(lines) {
				lines[l.Line-1].First = l
			}
		}
	}
	return lines
}
