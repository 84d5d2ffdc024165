package sigstoretest

import "time"

// TrustedRootJSON writes the instance's trusted_root.json.
func (in *Instance) TrustedRootJSON() []byte {
	root := object{
		"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
		"certificateAuthorities": []object{
			in.authorityObject("fulcio", in.ca.cert.Raw, in.root.cert.Raw),
		},
		"timestampAuthorities": []object{
			in.authorityObject("timestamp", in.tsa.cert.Raw, in.tsaRoot.cert.Raw),
		},
	}
	if !in.Logless {
		root["tlogs"] = []object{
			in.logObject("https://"+in.v1.host, in.v1.key, "PKIX_ECDSA_P256_SHA_256", in.v1.id()),
			in.logObject("https://"+in.v2.host, in.v2.key, "PKIX_ED25519", in.v2.id()),
		}
		root["ctlogs"] = []object{
			in.logObject("https://ctfe."+in.Name+".example", in.ct, "PKIX_ECDSA_P256_SHA_256", in.ct.id()),
		}
	}
	return indent(root)
}

func (in *Instance) authorityObject(host string, chain ...[]byte) object {
	name := in.Name + ".example"
	return object{
		"subject":   object{"organization": name, "commonName": host},
		"uri":       "https://" + host + "." + name,
		"certChain": object{"certificates": rawBytes(chain)},
		"validFor":  in.validFor(),
	}
}

func (in *Instance) logObject(url string, key signer, details string, id []byte) object {
	return object{
		"baseUrl": url, "hashAlgorithm": "SHA2_256", "logId": object{"keyId": b64(id)},
		"publicKey": object{"rawBytes": b64(key.der()), "keyDetails": details, "validFor": in.validFor()},
	}
}

func (in *Instance) validFor() object { return object{"start": in.from.Format(time.RFC3339)} }
