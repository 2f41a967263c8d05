// Package connect opens a target of the inventory: the transport that its
// address names, as the user to become.
//
// Who opens the same host, image or compose file at the same time shares one connection, one container.
//
// Becoming another user is sudo's work, but where sudo isn't needed: in a
// container the engine itself runs a command as any user, and who is root
// already stays so.
package connect
