package ssh

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/crypto/ssh"
)

// lockedKey is an encrypted private key. It implements ssh.AlgorithmSigner: the
// passphrase is asked for when it must sign.
type lockedKey struct {
	login   *login
	file    string
	content []byte
	public  ssh.PublicKey // nil when only the passphrase tells it
}

// opened has the keys that were decrypted, by the hash of the file: decrypting
// takes a tenth of a second and more, and a person only wants to be asked once.
var opened = struct {
	sync.Mutex
	of map[[sha256.Size]byte]*openedKey
}{of: map[[sha256.Size]byte]*openedKey{}}

type openedKey struct {
	turn   chan struct{} // one at a time may ask
	signer ssh.Signer    // nil until it was decrypted
}

// questions are put until the passphrase is right.
var questions = []string{"passphrase of %s", "passphrase of %s (that was wrong)", "passphrase of %s (that was wrong again)"}

// open decrypts the key, once in this process.
func (k *lockedKey) open() (ssh.Signer, error) {
	sum := sha256.Sum256(k.content)
	opened.Lock()
	o := opened.of[sum]
	if o == nil {
		o = &openedKey{turn: make(chan struct{}, 1)}
		opened.of[sum] = o
	}
	opened.Unlock()
	resume := k.login.h.clock.pause()
	defer resume()
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
	case <-k.login.ctx.Done():
		return nil, k.login.ctx.Err()
	}
	if o.signer == nil {
		s, err := k.decrypt()
		if err != nil {
			return nil, err
		}
		o.signer = s
	}
	return o.signer, nil
}

func (k *lockedKey) decrypt() (ssh.Signer, error) {
	ask := k.login.prompt()
	if ask == nil {
		return nil, fmt.Errorf("it is encrypted, and there is no terminal to ask for its passphrase: ssh-add '%s' before", k.file)
	}
	for _, q := range questions {
		passphrase, err := ask(fmt.Sprintf(q, k.file))
		if err != nil {
			return nil, err
		}
		s, err := ssh.ParsePrivateKeyWithPassphrase(k.content, []byte(passphrase))
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, x509.IncorrectPasswordError) {
			return nil, fmt.Errorf("it can't be decrypted here (%s); rewrite it with ssh-keygen -p -f '%s', or give it to the agent with ssh-add",
				strings.TrimPrefix(err.Error(), "ssh: "), k.file)
		}
	}
	return nil, errors.New("the passphrase was wrong")
}

// private refuses a key of ours that others can read, as OpenSSH does.
func private(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if strings.HasSuffix(file, ".pub") {
		return nil
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if ok && int(stat.Uid) == os.Getuid() && info.Mode().Perm()&0o077 != 0 {
		if _, err := readPublic(file); err == nil {
			return nil
		}
		return fmt.Errorf("others can read it (mode %04o): chmod 600 '%s'", info.Mode().Perm(), file)
	}
	return nil
}
