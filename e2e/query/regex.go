package query

import "regexp"

// compileRegex makes a question that finds the first group of each match, or the whole match where there is no group.
func compileRegex(text string) (asker, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	return func(b Body, _ *budget) ([]Value, error) {
		body, err := b.Read()
		switch {
		case err != nil:
			return nil, err
		case !body.Doubt.TellsPattern(text):
			return nil, body.Doubt
		}
		var found []Value
		for _, m := range re.FindAllStringSubmatch(body.Text, -1) {
			found = append(found, Value{Text: m[min(1, len(m)-1)], Type: Text})
		}
		return doubted(found, body.Doubt), nil
	}, nil
}
