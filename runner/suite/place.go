package suite

import (
	"strconv"
	"strings"

	"github.com/onsi/ginkgo/v2/types"
)

// Place is where a spec was written when that is not Go: "web.yaml:12:3". Ginkgo runs specs in the order of
// their places, and sorts them by file, line and text before each build of the tree: a place that tells the order
// keeps that of the file, and costs one comparison a spec, where equal places cost ten.
func Place(at string) types.CodeLocation {
	file, column, _ := cutLast(at)
	file, line, ok := cutLast(file)
	if !ok {
		return types.NewCustomCodeLocation(at)
	}
	return types.CodeLocation{FileName: file, LineNumber: line*columns + min(column, columns-1), CustomMessage: at}
}

// columns bounds the columns that a place tells apart.
const columns = 10_000

// Nth is the place of a container that stands for the nth of what, such as targets, in their order.
func Nth(what string, n int) types.CodeLocation {
	return types.CodeLocation{FileName: what, LineNumber: n, CustomMessage: what + " " + strconv.Itoa(n)}
}

// cutLast cuts a number after the last colon off a text.
func cutLast(text string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return text, 0, false
	}
	n, err := strconv.Atoi(text[i+1:])
	return text[:i], n, err == nil && n >= 0
}
