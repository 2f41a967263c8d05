package image

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// said is how many bytes of the last lines are told.
const said = 4 << 10

// lines are the last ones that the container wrote, for the end of a message.
func (b *Box) lines(ctx context.Context) string {
	stream, err := b.api.ContainerLogs(ctx, b.ID, client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true, Tail: "10"})
	if err != nil {
		return " (its log can't be read: " + err.Error() + ")"
	}
	defer func() { _ = stream.Close() }()
	var out bytes.Buffer
	_, _ = stdcopy.StdCopy(&out, &out, io.LimitReader(stream, 1<<20)) // cut lines are lines
	text := bytes.TrimSpace(out.Bytes())
	if len(text) == 0 {
		return ", and said nothing"
	}
	text = text[max(0, len(text)-said):]
	return "; its last lines:\n" + strings.TrimSpace(hosttext.VisibleLines(hosttext.FromBytes(text)))
}
