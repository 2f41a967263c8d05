package inventory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// NoJump as a target's jump means a direct connection, whatever the defaults
// and ssh_config say.
const NoJump = "none"

// jumps turns each jump as written into what ssh -J takes: a target's name
// becomes its address, behind that target's own jumps; anything else is a
// [USER@]HOST[:PORT] or an alias of ssh_config, as in ssh -J.
func (b *builder) jumps() {
	b.written, b.entries = map[string][]Target{}, map[string]strict.Entry[targetEntry]{}
	for name := range b.inv.index {
		b.written[name] = b.inv.named(name)
	}
	for _, e := range b.file.Targets {
		b.entries[e.Key] = e
	}
	resolved := map[string]string{}
	for i, t := range b.inv.Targets {
		if t.Jump == "" {
			continue
		}
		key := t.Labels[NameLabel] + "\x00" + t.Jump
		if _, ok := resolved[key]; !ok {
			resolved[key] = b.jump(t)
		}
		b.inv.Targets[i].Jump = resolved[key]
	}
	if jump := b.file.Defaults.Jump; jump != "" {
		b.inv.defaultJump = b.jump(Target{Jump: string(jump)})
	}
}

// jump resolves t's jump and notes what is wrong with it where it is written.
func (b *builder) jump(t Target) string {
	chain, err := b.chain(t, nil)
	if err != nil {
		if c, ok := b.jumpNode(t); ok {
			c.Hintf(err.Hint, "%s", err.Text)
		}
	}
	return strings.Join(chain, ",")
}

// jumpNode is where t's jump is written.
func (b *builder) jumpNode(t Target) (strict.Node, bool) {
	if e, ok := b.entries[t.Labels[NameLabel]]; ok && e.Value.Jump != "" {
		return e.Node.Get("jump")
	}
	d, ok := b.root.Get("defaults")
	if !ok {
		return d, false
	}
	return d.Get("jump")
}

// chain gives the hops to t, in order. path holds the targets on the way, to
// end a circle.
func (b *builder) chain(t Target, path []string) ([]string, *AddressError) {
	if t.Jump == "" || t.Jump == NoJump {
		return nilIfEmpty(t.Jump), nil
	}
	path = append(path, t.Labels[NameLabel])
	var out []string
	for _, hop := range strings.Split(t.Jump, ",") {
		found := b.written[hop]
		switch {
		case hop == t.Labels[NameLabel] && b.ownJump(t) == "":
			return nil, nil // the defaults' jump isn't for the jump host itself
		case slices.Contains(path, hop):
			return nil, badAddress(hop, "", "the jump goes in a circle: %s", strings.Join(append(path, hop), " → "))
		case len(found) == 0:
			address, err := b.plainHop(hop)
			if err != nil {
				return nil, err
			}
			out = append(out, address)
			continue
		}
		hops, err := b.targetHop(hop, found, path)
		if err != nil {
			return nil, err
		}
		out = append(out, hops...)
	}
	return out, nil
}

func nilIfEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// targetHop gives the hops to, and with, the target that a name stands for.
func (b *builder) targetHop(name string, found []Target, path []string) ([]string, *AddressError) {
	switch {
	case len(found) > 1:
		return nil, badAddress(name, "name one of them", "jump %s stands for %d targets", strict.Quote(name), len(found))
	case found[0].Address.Scheme != SSH:
		return nil, badAddress(name, "", "jump %s is %s, and only ssh can be jumped through", strict.Quote(name), found[0].Address)
	}
	hops, err := b.chain(found[0], path)
	if err != nil {
		return nil, err
	}
	if slices.Equal(hops, []string{NoJump}) {
		hops = nil
	}
	a := found[0].Address
	return append(hops, a.userAt()+a.hostport()), nil
}

// plainHop reads [USER@]HOST[:PORT], also written as an ssh address.
func (b *builder) plainHop(hop string) (string, *AddressError) {
	all, err := parseSSH(strings.TrimPrefix(strings.TrimSpace(hop), "ssh://"))
	if err != nil {
		e := addressError(err)
		hint := e.Hint
		if near, ok := strict.Nearest(hop, b.inv.names()); ok {
			hint = "did you mean " + near + "?"
		}
		return "", &AddressError{Part: e.Part, Hint: hint, Text: fmt.Sprintf("jump %s: %s", strict.Quote(hidePassword("//" + hop)[2:]), e.Text)}
	}
	if len(all) > 1 {
		return "", badAddress(hop, "", "a jump can't have a range")
	}
	return all[0].userAt() + all[0].hostport(), nil
}

// ownJump is what t's own entry says, or "".
func (b *builder) ownJump(t Target) string {
	return string(b.entries[t.Labels[NameLabel]].Value.Jump)
}
