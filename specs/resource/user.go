package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// User is a user of the host, from its files or its name service.
type User struct{ base }

var _ = register(Kind{Word: "user", Table: "user",
	New: func(src Source, name string) (Resource, error) { return NewUser(src, name) }})

// NewUser declares one by name.
func NewUser(src Source, name string) (User, error) {
	ask := fact.Ask{Table: fact.Users.Name, Key: name}
	return User{base{src, "user", "User", name, []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// With also asks for columns that cost extra: "keys". AuthorizedKeys asks for it when it is
// read, in one more round trip.
func (u User) With(columns ...string) User {
	u.base = u.base.with(columns)
	return u
}

// Wanting is With for one column, of any resource that has such.
func (u User) Wanting(column string) Resource { return u.With(column) }

// Exists tells whether there is such a user.
func (u User) Exists() (bool, error) {
	return look(u.base, fact.Users, "exists", func(_ fact.User, found bool) (bool, error) { return found, nil })
}

// UID is the user's number.
func (u User) UID() (int, error) {
	return userColumn(u, "uid", func(row fact.User) (int, error) { return row.UID, nil })
}

// GID is the number of the primary group.
func (u User) GID() (int, error) {
	return userColumn(u, "gid", func(row fact.User) (int, error) { return row.GID, nil })
}

// Groups are the names of all groups, the primary one first, the others in order.
func (u User) Groups() ([]string, error) {
	return userColumn(u, "groups", func(row fact.User) ([]string, error) { return row.Groups.Get() })
}

// Home is the home folder, as the account names it.
func (u User) Home() (string, error) {
	return userColumn(u, "home", func(row fact.User) (string, error) { return row.Home, nil })
}

// Shell is the login shell.
func (u User) Shell() (string, error) {
	return userColumn(u, "shell", func(row fact.User) (string, error) { return row.Shell, nil })
}

// Gecos is the comment of the account: the person's name.
func (u User) Gecos() (string, error) {
	return userColumn(u, "gecos", func(row fact.User) (string, error) { return row.Gecos, nil })
}

// Password is locked, set or none; only root may know.
func (u User) Password() (string, error) {
	return userColumn(u, "password", func(row fact.User) (string, error) { return row.Password.Get() })
}

// Locked tells whether no password opens the account; a key still may.
func (u User) Locked() (bool, error) {
	return userColumn(u, "locked", func(row fact.User) (bool, error) {
		state, err := row.Password.Get()
		return state == "locked", err
	})
}

// AuthorizedKeys are the fingerprints (SHA256:…) of the public keys that open the account by SSH, in the
// order of their files; see fact.Users.
func (u User) AuthorizedKeys() ([]string, error) {
	return userColumn(u.With("keys"), "authorized keys", func(row fact.User) ([]string, error) {
		all, err := row.Keys.Get()
		out := []string{}
		for _, k := range all {
			out = append(out, k.Fingerprint)
		}
		return out, err
	})
}

// Fresh collects it anew, for Eventually(u.Fresh).
func (u User) Fresh() (User, error) { return u, u.refresh() }

// userColumn reads a column of a user that is there.
func userColumn[T any](u User, what string, pick func(fact.User) (T, error)) (T, error) {
	return look(u.base, fact.Users, what, func(row fact.User, found bool) (T, error) {
		if !found {
			var zero T
			return zero, u.absent()
		}
		return pick(row)
	})
}
