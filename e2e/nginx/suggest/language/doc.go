// Package language solves constraints on texts: what begins so, matches this regex and none of those. A [Term] is a set
// of texts, made of others by union, intersection and complement, and is searched by its derivatives (Brzozowski,
// Derivatives of Regular Expressions, 1964): the shortest text that is in it, or the certainty that none is.
//
// Texts are bytes, as for NGINX's regexes. [Space.Regex] reads those of PCRE2. What no set of this kind can say exactly
// (a backreference, an atomic group) it takes too wide or too narrow and tells so: a text that is found must be judged by the regex.
package language
