package policy_test

// rawKey is a public key as minisign and signify write it.
const rawKey = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
