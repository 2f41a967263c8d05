package inventory

import (
	"regexp"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// NameLabel is the label that every target has: its key in the file, which for a
// range is that of the whole.
const NameLabel = "name"

// Target is one thing to check.
type Target struct {
	// Name is unique in a run: the key in the file, the expanded host of a range,
	// or the address when that was given on the command line.
	Name string
	// Address is where it is; a snapshot's path is ready to be opened.
	Address Address
	// Labels are what selectors choose by, NameLabel among them.
	Labels map[string]string
	// Become is the user to become by sudo, or "".
	Become string
	// Jump is the way to an SSH target, as ssh -J takes it: [USER@]HOST[:PORT],
	// several by commas; "" leaves it to ssh_config.
	Jump string
	// Vars are the target's variables over the defaults'.
	Vars strict.Vars
	// Run is how the container of an image is run; nil when nobody said.
	Run *Run
	// Deadline bounds the time spent on the target; 0 when nobody said.
	Deadline time.Duration
	// Pos is where the file has it; zero for the command line.
	Pos strict.Pos
}

// nameForm keeps names apart from selectors and addresses.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
