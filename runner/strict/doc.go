// Package strict reads YAML files so that they mean what a person wrote.
//
// A file is parsed into nodes, never into Go values by a library, then decoded
// into plain structs that declare what may stand in it. All problems of a file
// are reported at once, each with file:line:column, the path in the file, what
// is wrong and the mend. Nothing is guessed: a scalar is its text as written
// (7.10 stays "7.10"), null is never a value, yes is no boolean, a tag is an
// error, and so is a key that nobody declared.
//
// A file is declared like this:
//
//	type File struct {
//		Targets strict.OneOrMany[strict.Name] `key:"targets" doc:"which targets"`
//		Package strict.Map[Package]           `key:"package" doc:"packages by name"`
//	}
//
//	doc, err := strict.Parse(name, src)       // syntax: one problem at most
//	err = doc.Decode(&file, vars)             // everything else: all problems
//
// Struct fields without a key tag are left alone; ",required" after the key
// makes it one that must be there; an embedded struct's fields count as the
// outer one's. A pointer is nil when the key isn't there.
//
// Three interfaces bend the rules for one type, asked on its pointer:
// FromScalar (a constraint, a mode, the short form of a struct), FromNode (a
// union, chosen by the node's kind or a key that is there, never by trial) and
// Check (rules over several fields). Embedding such a type would promote its
// method to the whole struct, so that is refused: name the field.
//
// Schema gives the JSON Schema (2020-12) of the same declarations, for editors.
// What Decode accepts, the schema accepts; the schema alone can't see
// everything that Decode refuses (duplicates, cross-field rules).
package strict
