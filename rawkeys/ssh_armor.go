package rawkeys

import (
	"bytes"
	"encoding/base64"

	"github.com/upsig/upsig/internal/limits"
)

const (
	sshBegin = "-----BEGIN SSH SIGNATURE-----"
	sshEnd   = "-----END SSH SIGNATURE-----"
)

func isSSH(data []byte) bool { return bytes.HasPrefix(data, []byte(sshBegin)) }

// sshUnarmor takes the base64 out of the armor. The file is the armor, line ends
// behind it, and nothing else: text around it would be unsigned and look signed.
func sshUnarmor(data []byte) ([]byte, *fault) {
	if len(data) > limits.SSHSignature {
		return nil, malformed("it has more than %d bytes", limits.SSHSignature)
	}
	lines := bytes.Split(bytes.TrimRight(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), "\n"), []byte("\n"))
	last := len(lines) - 1
	switch {
	case string(lines[0]) != sshBegin || last == 0:
		return nil, malformed("its first line is not that of an SSH signature alone")
	case string(lines[last]) != sshEnd:
		return nil, malformed("it does not end with the line %s", sshEnd)
	}
	for _, l := range lines[1:last] {
		if len(l) == 0 || len(l) > limits.SSHLine || bytes.ContainsAny(l, "\r") {
			return nil, malformed("the armor has an empty, long or broken line")
		}
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(string(bytes.Join(lines[1:last], nil)))
	if err != nil {
		return nil, malformed("the armor holds no base64")
	}
	return raw, nil
}
