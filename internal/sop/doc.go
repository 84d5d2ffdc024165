// Package sop is the verification subset of the Stateless OpenPGP command line
// interface (draft-dkg-openpgp-stateless-cli-14, sopv 1.1), as the programs sopv
// and "upsig sop" offer it.
//
// # Trust model
//
// The caller says who may sign, by the certificates on the command line; there is
// no policy file. A signature is valid when package pgp finds it sound, refuses
// nothing about it and knows no weakness of it. The one exception is a text
// signature, which the interface itself defines and reports as mode:text.
//
// Everything read is hostile. Inputs are bounded, and a message comes out only
// after a signature over it was found valid. Whatever is printed of foreign text
// is sanitised.
package sop
