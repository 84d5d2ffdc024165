#!/bin/sh
# Runs a command as the build user of a strict sandbox: no network, no home, no
# environment, and the file system read-only but for the folders named first.
#   cage.sh FOLDER[:FOLDER...] COMMAND...
# Only root can make such a cage; others run the command as it is, without network
# rules, and are told once by the caller.
set -eu
folders=$1
shift
if [ "$(id -u)" != 0 ] || ! unshare -mn true 2>/dev/null; then
	exec "$@"
fi
export CAGE_FOLDERS="$folders"
# shellcheck disable=SC2016
exec unshare -mn sh -eu -c '
	mount --make-rprivate /
	IFS=:
	for folder in $CAGE_FOLDERS; do mount --bind "$folder" "$folder"; done
	mount -o remount,ro,bind /
	unset IFS CAGE_FOLDERS
	exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
' cage "$@"
