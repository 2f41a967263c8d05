package query

import "regexp"

// compileRegex makes a question that finds the first group of each match, or the whole match where there is no group.
func compileRegex(text string) (asker, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	return func(b Body, _ *budget) ([]Value, error) {
		body, err := b.Text()
		if err != nil {
			return nil, err
		}
		var found []Value
		for _, m := range re.FindAllStringSubmatch(body, -1) {
			found = append(found, Value{Text: m[min(1, len(m)-1)], Type: Text})
		}
		return found, nil
	}, nil
}
