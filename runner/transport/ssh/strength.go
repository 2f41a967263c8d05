package ssh

import (
	"crypto/rsa"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// usual is OpenSSH's order of host key algorithms, where ssh_config has none.
var usual = []string{
	ssh.CertAlgoED25519v01, ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01, ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01,
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256,
}

// hardware are the algorithms of security keys, which a user may have too.
var hardware = []string{ssh.CertAlgoSKED25519v01, ssh.CertAlgoSKECDSA256v01, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256}

const certificate = "-cert-v01@openssh.com"

// longEnough checks an RSA key by RequiredRSASize. Of a certificate it is the
// key within that counts, as for OpenSSH (sshkey_check_rsa_length).
func (r *route) longEnough(key ssh.PublicKey) error {
	if !strings.HasPrefix(key.Type(), ssh.KeyAlgoRSA) {
		return nil
	}
	key, err := ssh.ParsePublicKey(key.Marshal()) // an agent's key does not tell its numbers
	if err != nil {
		return err
	}
	if cert, ok := key.(*ssh.Certificate); ok {
		key = cert.Key
	}
	bits := 0
	if k, ok := key.(ssh.CryptoPublicKey); ok {
		if n, ok := k.CryptoPublicKey().(*rsa.PublicKey); ok {
			bits = n.N.BitLen()
		}
	}
	if bits < r.RSABits {
		return fmt.Errorf("it is an RSA key of %d bits, and RequiredRSASize of ssh_config is %d", bits, r.RSABits)
	}
	return nil
}

// allowed gives a signer that signs only as PubkeyAcceptedAlgorithms says.
func (r *route) allowed(s ssh.Signer) (ssh.Signer, error) {
	kind := s.PublicKey().Type()
	if err := r.longEnough(s.PublicKey()); err != nil {
		return nil, err
	}
	accepted := r.PublicKeys
	if accepted == nil {
		accepted = slices.Concat(usual, hardware)
	}
	var algorithms []string
	for _, a := range accepted {
		if format(a) == kind {
			algorithms = append(algorithms, strings.TrimSuffix(a, certificate))
		}
	}
	if len(algorithms) == 0 {
		return nil, fmt.Errorf("PubkeyAcceptedAlgorithms of ssh_config has none for %s", kind)
	}
	if !strings.HasPrefix(kind, ssh.KeyAlgoRSA) {
		return s, nil // it can sign in one way only
	}
	as, ok := s.(ssh.AlgorithmSigner)
	if !ok {
		return nil, fmt.Errorf("it can't sign with %s", strings.Join(algorithms, ", "))
	}
	return ssh.NewSignerWithAlgorithms(as, algorithms)
}

// format is the type of the key that an algorithm is for: RSA has several.
func format(algorithm string) string {
	switch algorithm {
	case ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512:
		return ssh.KeyAlgoRSA
	case ssh.CertAlgoRSASHA256v01, ssh.CertAlgoRSASHA512v01:
		return ssh.CertAlgoRSAv01
	}
	return algorithm
}
