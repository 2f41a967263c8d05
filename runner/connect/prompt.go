package connect

import (
	"context"
	"os"
)

// Prompt asks a person for a secret; question is without a colon or a blank at
// its end. It must not show the answer.
type Prompt func(ctx context.Context, question string) (string, error)

// Once gives a Prompt that asks each question one time, one after another, and
// remembers the answers: forty hosts ask for the same sudo password. What could
// not be answered is asked again.
func Once(ask Prompt) Prompt {
	answers := map[string]string{}
	turn := make(chan struct{}, 1) // a lock that waiting for can be given up
	return func(ctx context.Context, question string) (string, error) {
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return "", ctx.Err()
		}
		if answer, ok := answers[question]; ok {
			return answer, nil
		}
		answer, err := ask(ctx, question)
		if err == nil {
			answers[question] = answer
		}
		return answer, err
	}
}

// EnvBecomePassword holds the password that sudo asks for, where no person can
// be asked.
const EnvBecomePassword = "FLEETSPEC_BECOME_PASSWORD"

// becomePassword gives sudo's password for a login user, or nil when nobody can
// say it: then sudo must not ask.
func becomePassword(user string, ask Prompt) func(context.Context) (string, error) {
	if password := os.Getenv(EnvBecomePassword); password != "" {
		return func(context.Context) (string, error) { return password, nil }
	}
	if ask == nil {
		return nil
	}
	question := "sudo password"
	if user != "" {
		question += " of " + user
	}
	return func(ctx context.Context) (string, error) { return ask(ctx, question) }
}
