package resource

import (
	"fmt"
	"sort"
)

// Kind is one registered noun: what YAML, the host and the truth matrix know it by.
type Kind struct {
	// Word is the YAML section: "package".
	Word string
	// Table is the table that its rows come from; its Examples name rows for the truth matrix.
	Table string
	// Examples are names for the truth matrix; nil: the keys of the table's examples.
	Examples []string
	// New declares one; the error says why the name can't be asked for.
	New func(src Source, name string) (Resource, error)
}

var kinds = map[string]Kind{}

// register makes a noun known. New resources call it in a package variable.
func register(k Kind) Kind {
	if _, dup := kinds[k.Word]; dup {
		panic("register resource " + k.Word + ": twice")
	}
	kinds[k.Word] = k
	return k
}

// Kinds gives all registered nouns by word.
func Kinds() []Kind {
	var out []Kind
	for _, k := range kinds {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Word < out[j].Word })
	return out
}

// Declare makes the resource of that word and name.
func Declare(src Source, word, name string) (Resource, error) {
	k, ok := kinds[word]
	if !ok {
		return nil, fmt.Errorf("declare %s %s: there is no such resource", word, name)
	}
	return k.New(src, name)
}
