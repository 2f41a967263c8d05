package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// identity is a key that may be offered.
type identity struct {
	name   string
	signer func() (ssh.Signer, error)
}

// have makes an identity of a signer.
func have(name string, s ssh.Signer) *identity {
	return &identity{name, func() (ssh.Signer, error) { return s, nil }}
}

// collect finds the keys to offer, in this order, as a host takes only a few
// (MaxAuthTries is 6): certificates, the keys of files (by the agent where it
// has them), the agent's other keys.
func (l *login) collect() {
	held := l.fromAgent()
	var certs, files, others []*identity
	used := map[string]bool{}
	named := slices.Concat(l.h.o.cfg.IdentityFiles, l.h.r.IdentityFiles)
	for i, file := range named {
		if slices.Contains(named[:i], file) {
			continue
		}
		k := l.file(file, held, i < len(l.h.o.cfg.IdentityFiles))
		if k == nil {
			continue
		}
		files = append(files, k.identity)
		if k.public != nil {
			used[string(k.public.Marshal())] = true
		}
		certs = append(certs, l.certified(k, append([]string{file + "-cert.pub"}, l.h.r.CertificateFiles...))...)
	}
	for _, h := range held {
		if l.h.r.IdentitiesOnly || used[string(h.PublicKey().Marshal())] {
			continue
		}
		k := &keyFile{have("a key of the agent", h), h.PublicKey()}
		certs = append(certs, l.certified(k, l.h.r.CertificateFiles)...)
		others = append(others, k.identity)
	}
	l.keys = slices.Concat(certs, files, others)
	l.lone(certs)
}

// lone notes the files of CertificateFile that are of no use.
func (l *login) lone(certs []*identity) {
	for _, f := range l.h.r.CertificateFiles {
		if slices.ContainsFunc(certs, func(c *identity) bool { return c.name == f }) {
			continue
		}
		public, err := readPublic(f)
		if _, ok := public.(*ssh.Certificate); err == nil && !ok {
			err = errors.New("it is no certificate")
		}
		if err == nil {
			err = errors.New("its key is in no file and not in the agent")
		}
		l.withhold("%s: %w", f, reason(err))
	}
}

// fromAgent gives the agent's keys. An agent that can't be asked is noted: the
// files may do.
func (l *login) fromAgent() []ssh.Signer {
	socket := l.h.r.IdentityAgent
	if socket == "" {
		return nil
	}
	conn, err := (&net.Dialer{}).DialContext(l.ctx, "unix", socket)
	if err == nil {
		context.AfterFunc(l.ctx, func() { _ = conn.Close() })
		l.agent = conn
		var held []ssh.Signer
		if held, err = agent.NewClient(conn).Signers(); err == nil {
			return held
		}
	}
	l.withhold("the agent's keys (%s): %w", socket, err)
	return nil
}

// keyFile is a key with its public half, which is nil when only a passphrase
// tells it.
type keyFile struct {
	*identity
	public ssh.PublicKey
}

// file gives the key of an identity file; nil when it can't be used, which is
// noted but where a file that ssh_config or its default names isn't there.
func (l *login) file(name string, held []ssh.Signer, must bool) *keyFile {
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if k := l.byPublic(name, name+".pub", held); k != nil {
			return k
		}
		if must {
			l.withhold("%s: %w", name, fs.ErrNotExist)
		}
		return nil
	}
	if err == nil {
		err = private(name)
	}
	if err != nil {
		l.withhold("%s: %w", name, reason(err))
		return nil
	}
	if k := l.byPublic(name, name, held); k != nil {
		return k
	}
	return l.parse(name, content, held)
}

// byPublic gives the agent's key whose public half is in a file.
func (l *login) byPublic(name, file string, held []ssh.Signer) *keyFile {
	public, err := readPublic(file)
	if err != nil {
		return nil
	}
	for _, h := range held {
		if equal(h.PublicKey(), public) {
			return &keyFile{have(name+" (by the agent)", h), public}
		}
	}
	if name == file || !exists(name) {
		l.withhold("%s: it is a public key, and the agent does not have its private half", file)
	}
	return nil
}

// parse reads a private key. An encrypted one is decrypted when the host has
// taken its public half.
func (l *login) parse(name string, content []byte, held []ssh.Signer) *keyFile {
	s, err := ssh.ParsePrivateKey(content)
	if err == nil {
		return l.orAgent(name, s.PublicKey(), have(name, s), held)
	}
	var missing *ssh.PassphraseMissingError
	if !errors.As(err, &missing) {
		if _, err := readPublic(name); err != nil {
			l.withhold("%s: it can't be read here; rewrite it with ssh-keygen -p -f '%s', or give it to the agent with ssh-add", name, name)
		}
		return nil
	}
	public := missing.PublicKey
	if public == nil {
		public, _ = readPublic(name + ".pub")
	}
	locked := &lockedKey{login: l, file: name, content: content, public: public}
	if public == nil {
		return &keyFile{&identity{name, locked.open}, nil}
	}
	return l.orAgent(name, public, &identity{name, func() (ssh.Signer, error) { return locked, nil }}, held)
}

// orAgent prefers the agent's copy of a key.
func (l *login) orAgent(name string, public ssh.PublicKey, k *identity, held []ssh.Signer) *keyFile {
	for _, h := range held {
		if equal(h.PublicKey(), public) {
			return &keyFile{have(name+" (by the agent)", h), public}
		}
	}
	return &keyFile{k, public}
}

// certified gives the key with each certificate that is for it.
func (l *login) certified(k *keyFile, files []string) []*identity {
	var out []*identity
	for _, f := range files {
		public, err := readPublic(f)
		cert, ok := public.(*ssh.Certificate)
		if err != nil || !ok || k.public == nil || !equal(cert.Key, k.public) {
			continue
		}
		out = append(out, &identity{f, func() (ssh.Signer, error) {
			s, err := k.signer()
			if err != nil {
				return nil, err
			}
			return ssh.NewCertSigner(cert, s)
		}})
	}
	return out
}

func readPublic(file string) (ssh.PublicKey, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey(content)
	return key, err
}

func equal(a, b ssh.PublicKey) bool { return string(a.Marshal()) == string(b.Marshal()) }

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// reason is err without the file's name, which stands before it.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

var _ ssh.AlgorithmSigner = (*lockedKey)(nil)

// Sign signs with the key's own algorithm.
func (k *lockedKey) Sign(rand io.Reader, data []byte) (*ssh.Signature, error) {
	return k.SignWithAlgorithm(rand, data, "")
}

// SignWithAlgorithm asks for the passphrase; by then the host wants this key.
func (k *lockedKey) SignWithAlgorithm(rand io.Reader, data []byte, algorithm string) (*ssh.Signature, error) {
	s, err := k.open()
	if err != nil {
		k.login.withhold("%s: %w", k.file, err)
		return nil, err
	}
	as, ok := s.(ssh.AlgorithmSigner)
	if !ok {
		return nil, fmt.Errorf("%s can't sign with %s", k.file, algorithm)
	}
	return as.SignWithAlgorithm(rand, data, algorithm)
}

// PublicKey is known without the passphrase.
func (k *lockedKey) PublicKey() ssh.PublicKey { return k.public }
