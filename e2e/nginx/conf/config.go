package conf

// A File is one configuration file as it stands on disk.
type File struct {
	Path string // as NGINX knows it
	Text string // unchanged bytes
}

// A Config is one whole configuration: the tree of directives that the main file gives once every include is
// resolved, and the files it came from.
type Config struct {
	Main  *Directive // a block without a name whose Block are the top level directives
	Files []File     // in the order of first reading, the main file first
	Notes []Note     // what was kept without being understood, such as directives of modules that NGINX as Debian ships it does not know
}

// A Note says where something is kept that a check could not judge.
type Note struct {
	At   Position
	Text string
}
