// Package query asks the body of an answer: CSS selectors and XPath in HTML, JSONPath (RFC 9535) in JSON, regular
// expressions in its text. A question is compiled first: one that can't be asked is an error before
// anything is sent, and never an empty result. What depends on text that could not be read for certain, as it names no
// charset or has bytes that are none in it, is not told: see Doubtful.
package query
