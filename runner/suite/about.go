package suite

import (
	"strings"

	"github.com/onsi/ginkgo/v2"
)

// About is what the reports say of a spec beside Ginkgo's own texts.
type About struct {
	Target, Resource, Name string
	Team, Because          string
	Evidence               string
	// Location is where the spec was written, when not in Go code: file:line:column.
	Location string
}

// abouts is by place in the tree. Both builds write the same.
var abouts = map[string]About{}

// Here is the place in the tree where a container's body runs, as Selected.Within
// understands it.
func Here() string { return place(ginkgo.CurrentTreeConstructionNodeReport().ContainerHierarchyTexts) }

// Tag says what the spec of that text, to be made here, is about. Empty text: all
// specs in the container whose body runs.
func Tag(text string, a About) {
	at := Here()
	if text != "" {
		at += text
	}
	abouts[at] = a
}

func place(texts []string) string {
	var b strings.Builder
	for _, t := range texts {
		if t != "" { // Ginkgo's root has none
			b.WriteString(t)
			b.WriteByte(0)
		}
	}
	return b.String()
}

// Selected is one spec that the filters selected.
type Selected struct {
	// Place and Text name it in the tree; Location tells equal names apart.
	Place, Text, Location string
}

// Within tells whether the spec stands in the container of that place.
func (s Selected) Within(place string) bool { return strings.HasPrefix(s.Place, place) }

func selectedOf(r ginkgo.SpecReport) Selected {
	return Selected{place(r.ContainerHierarchyTexts), r.LeafNodeText, r.LeafNodeLocation.String()}
}

// about finds what is known of a spec: its own, else that of the nearest container.
func (s Selected) about() About {
	if a, ok := abouts[s.Place+s.Text]; ok {
		return a
	}
	for at := s.Place; at != ""; {
		if a, ok := abouts[at]; ok {
			return a
		}
		i := strings.LastIndexByte(at[:len(at)-1], 0)
		at = at[:i+1]
	}
	return About{}
}
