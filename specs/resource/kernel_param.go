package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// KernelParam is a kernel parameter (sysctl).
type KernelParam struct{ base }

var _ = register(Kind{Word: "kernel-param", Table: "kernel-param",
	New: func(src Source, name string) (Resource, error) { return NewKernelParam(src, name) }})

// NewKernelParam declares one by its name: net.core.somaxconn, or net/core/somaxconn.
func NewKernelParam(src Source, name string) (KernelParam, error) {
	ask := fact.Ask{Table: fact.KernelParams.Name, Key: name}
	return KernelParam{base{src, "kernel-param", "Kernel parameter", name, []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// Exists tells whether the running kernel has it.
func (k KernelParam) Exists() (bool, error) {
	return look(k.base, fact.KernelParams, "exists", func(_ fact.KernelParam, found bool) (bool, error) { return found, nil })
}

// Value is its value, runs of blanks as one.
func (k KernelParam) Value() (string, error) {
	return look(k.base, fact.KernelParams, "value", func(row fact.KernelParam, found bool) (string, error) {
		if !found {
			return "", k.absent()
		}
		return row.Value, nil
	})
}

// Fresh collects it anew, for Eventually.
func (k KernelParam) Fresh() (KernelParam, error) { return k, k.refresh() }
