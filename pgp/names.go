package pgp

import (
	"fmt"
	"strings"
)

// flagNames lists key flags for people (RFC 9580 section 5.2.3.29); never nil.
func flagNames(flags byte) []string {
	names := []struct {
		bit  byte
		name string
	}{
		{flagCertify, "certifying"}, {flagSign, "signing"}, {flagEncryptComms, "encrypting messages"},
		{flagEncryptStore, "encrypting storage"}, {flagSplit, "split"}, {flagAuthenticate, "authenticating"},
		{flagGroup, "shared by a group"},
	}
	all := []string{}
	for _, n := range names {
		if flags&n.bit != 0 {
			all = append(all, n.name)
		}
	}
	return all
}

func describeFlags(flags byte) string {
	if all := flagNames(flags); len(all) > 0 {
		return strings.Join(all, ", ")
	}
	return "nothing"
}

// typeName names a signature type as RFC 9580 section 5.2.1 does.
func typeName(kind byte) string {
	switch kind {
	case typeBinary:
		return "binary"
	case typeText:
		return "text"
	case 0x02:
		return "standalone"
	case 0x10:
		return "generic certification"
	case 0x11:
		return "persona certification"
	case 0x12:
		return "casual certification"
	case 0x13:
		return "positive certification"
	case typeSubkeyBinding:
		return "subkey binding"
	case typePrimaryBinding:
		return "primary key binding"
	case typeDirectKey:
		return "direct key"
	}
	return rarerTypeName(kind)
}

func rarerTypeName(kind byte) string {
	switch kind {
	case typeKeyRevocation:
		return "key revocation"
	case typeSubkeyRevocation:
		return "subkey revocation"
	case typeCertRevocation:
		return "certification revocation"
	case 0x40:
		return "timestamp"
	case 0x50:
		return "third-party confirmation"
	}
	return fmt.Sprintf("type 0x%02x", kind)
}

// subpacketName names a subpacket type as RFC 9580 section 5.2.3.7 does.
func subpacketName(kind int) string {
	names := map[int]string{
		subCreated: "signature creation time", subExpires: "signature expiration time",
		subExportable: "exportable certification", subTrust: "trust signature", subRegex: "regular expression",
		subRevocable: "revocable", subKeyExpires: "key expiration time", subCiphers: "preferred symmetric ciphers",
		subRevoker: "revocation key", subIssuer: "issuer key ID", subNotation: "notation data",
		subHashes: "preferred hash algorithms", subCompression: "preferred compression algorithms",
		subServerPrefs: "key server preferences", subServer: "preferred key server", subPrimaryUser: "primary user ID",
		subPolicyURI: "policy URI", subKeyFlags: "key flags", subSignerUser: "signer's user ID",
		subReason: "reason for revocation", subFeatures: "features", subTarget: "signature target",
		subEmbedded: "embedded signature", subIssuerFPR: "issuer fingerprint", subAEADLegacy: "preferred AEAD algorithms",
		subRecipient: "intended recipient fingerprint", subAEAD: "preferred AEAD ciphersuites",
	}
	if name, ok := names[kind]; ok {
		return name
	}
	return fmt.Sprintf("subpacket %d", kind)
}
