package query

import "regexp"

// compileRegex makes a question that finds the first group of each match, or the whole match where there is no group.
func compileRegex(text string) (func(Body) ([]string, error), error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	return func(b Body) ([]string, error) {
		body, err := b.Text()
		if err != nil {
			return nil, err
		}
		var found []string
		for _, m := range re.FindAllStringSubmatch(body, -1) {
			found = append(found, m[min(1, len(m)-1)])
		}
		return found, nil
	}, nil
}
