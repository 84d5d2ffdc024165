# Keys that are no OpenPGP certificates, as the real programs make them, by the short
# variable and as arguments.
# shellcheck shell=bash disable=SC2016,SC2154

release=hello-1.2.0.tar.gz
keys=$work/keys
mkdir "$keys"
if ! type -P minisign >/dev/null || ! type -P signify-openbsd >/dev/null; then
	note "SKIP keys: minisign and signify-openbsd are not installed"
	return 0
fi
(
	cd "$keys" || exit
	for who in ann bob; do
		minisign -G -W -f -p $who.minisig.pub -s $who.minisig.sec >/dev/null
		signify-openbsd -G -n -c "$who" -p $who.signify.pub -s $who.signify.sec
	done
	minisign -S -s ann.minisig.sec -x "$store/$release.minisig" -m "$store/$release" >/dev/null
	signify-openbsd -S -s ann.signify.sec -x "$store/$release.sig" -m "$store/$release"
	# A list that carries its signature, and what verify-sig makes of a key: one line.
	sha256sum --tag "$store/$release" | sed "s#(.*/#(#" > SHA256
	signify-openbsd -S -e -s ann.signify.sec -x "$store/hello-1.2.0-SHA256.sig" -m SHA256
	sed -n 2p ann.minisig.pub > line.minisig.pub
)

# with SUFFIX KEY begins a case: hello with this signature, and the key below BROOT.
with() {
	fresh $release "$release.$1"
	cp "$keys"/*.pub "$ROOT/broot/usr/share/openpgp-keys/"
	ebuild app-misc/hello-pgp/hello-pgp-1.2.0.ebuild
	sed -i -e "s#\\.asc )#.$1 )#" -e '/^UPSIG_/d' "$EBUILD"
	printf 'UPSIG_KEY="/usr/share/openpgp-keys/%s"\n' "$2" >> "$EBUILD"
}
with minisig ann.minisig.pub; unpacks "minisign"
says "minisign: the class" "author-key"
with minisig line.minisig.pub; unpacks "minisign, the key alone on a line"
with sig ann.signify.pub; unpacks "signify"
with minisig bob.minisig.pub; dies "minisign, somebody else's key" 'REJECTED'
with sig bob.signify.pub; dies "signify, somebody else's key" 'REJECTED'
with sig ann.minisig.pub; dies "signify, a key of minisign" 'REJECTED'
with minisig none.pub; dies "minisign, no such key file" 'none\.pub does not exist'
with minisig ann.minisig.pub; rm "$ROOT/distfiles/$release"; { cat "$store/$release"; echo; } > "$ROOT/distfiles/$release"
dies "minisign, changed distfile" 'REJECTED'
with minisig ann.minisig.pub; sed -i 's/\.minisig )/.asc )/' "$EBUILD"; mv "$ROOT/distfiles/$release.minisig" "$ROOT/distfiles/$release.asc"
unpacks "minisign, under another suffix"
with minisig ann.minisig.pub; sed -i 's/^UPSIG_KEY=.*/UPSIG_KEY=( "\/a" "\/b" )/' "$EBUILD"
dies "several keys" 'several keys in UPSIG_KEY need a policy'
with minisig ann.minisig.pub; sed -i 's/^UPSIG_KEY=.*/UPSIG_KEY=""/' "$EBUILD"
dies "empty key path" 'an empty path'
with minisig ann.minisig.pub; sed -i 's/^UPSIG_KEY=/UPSIG_KEYRING=/' "$EBUILD"
dies "a key in UPSIG_KEYRING" 'is no keyring; name it in UPSIG_KEY'
with minisig jane.asc
dies "a keyring in UPSIG_KEY" 'key'
with asc ann.minisig.pub; echo 'UPSIG_KEYRING="/usr/share/openpgp-keys/jane.asc"' >> "$EBUILD"
unpacks "a key and a keyring: one is enough"

fresh $release hello-1.2.0-SHA256.sig
cp "$keys"/*.pub "$ROOT/broot/usr/share/openpgp-keys/"
ebuild app-misc/hello-checksums/hello-checksums-1.2.0.ebuild
sed -i -e '/SHA256SUMS.asc/d' -e 's/SHA256SUMS/SHA256.sig/g' -e '/^UPSIG_KEYRING/d' "$EBUILD"
echo 'UPSIG_KEY="/usr/share/openpgp-keys/ann.signify.pub"' >> "$EBUILD"
unpacks "signify, a list that carries its signature"
sed -i 's/ann.signify/bob.signify/' "$EBUILD"; rm -rf "$ROOT/workdir" "$ROOT/log"; mkdir "$ROOT/workdir" "$ROOT/log"; [ "$(id -u)" != 0 ] || chown 65534 "$ROOT"/{workdir,log}
dies "signify, a list by somebody else's key" 'REJECTED'

# As an argument, in place of every key that a variable names.
argument='upsig_verify_detached hello-1.2.0.tar.gz hello-1.2.0.tar.gz.minisig /usr/share/openpgp-keys/'
with minisig bob.minisig.pub; accepts "a key as an argument" phase CALL="$argument"'ann.minisig.pub && upsig_unpack hello-1.2.0.tar.gz'
with minisig ann.minisig.pub; refuses "a key as an argument, somebody else's" 'REJECTED' phase CALL="$argument"bob.minisig.pub
with minisig ann.minisig.pub; refuses "a keyring as an argument stands in place of the key" 'REJECTED' phase CALL="$argument"jane.asc
with minisig ann.minisig.pub; echo 'UPSIG_FINGERPRINT="621D384B6FC55E5D80618F9BA4A01BF816DE7418"' >> "$EBUILD"
accepts "a key as an argument stands in place of the fingerprint" phase CALL="$argument"ann.minisig.pub
with minisig ann.minisig.pub; cp "$here/examples/app-misc/hello-policy/files/upsig.toml" "$quickstart/trusted_root.json" "${EBUILD%/*}/files/"
refuses "a key beside a policy" 'is no keyring; write the key into' phase CALL="unset UPSIG_KEY; UPSIG_POLICY=upsig.toml; $argument"ann.minisig.pub

# SSH keys sign files as well.
if ! type -P ssh-keygen >/dev/null; then
	note "SKIP keys of SSH: ssh-keygen is not installed"
	return 0
fi
ssh-keygen -q -t ed25519 -N '' -C ann -f "$keys/ann.ssh" && ssh-keygen -q -t ed25519 -N '' -C bob -f "$keys/bob.ssh"
rm "$store/$release.sig"
ssh-keygen -q -Y sign -n file -f "$keys/ann.ssh" "$store/$release" 2>/dev/null
with sig ann.ssh.pub; unpacks "SSH"
with sig bob.ssh.pub; dies "SSH, somebody else's key" 'REJECTED'
