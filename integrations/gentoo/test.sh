#!/usr/bin/env bash
# Runs the eclass and every example ebuild in a phase environment of our own.
# As root each phase runs as another user, without network, and with the file
# system read-only but for WORKDIR and T.
# shellcheck source-path=SCRIPTDIR source=../lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/../lib.bash"
here=$top/integrations/gentoo
need gpg sha512sum awk

for part in "$here"/test/*.bash; do
	case $part in
		*/phases.bash) ;;
		*)
			note "$(basename "$part" .bash)"
			# shellcheck source=/dev/null
			source "$part" ;;
	esac
done
finish
