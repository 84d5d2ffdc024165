# Stands in for the eclass of this name.
# shellcheck shell=bash
newbashcomp() { _install "${1}" "usr/share/bash-completion/completions/${2}"; }
newzshcomp() { _install "${1}" "usr/share/zsh/site-functions/${2}"; }
newfishcomp() { _install "${1}" "usr/share/fish/vendor_completions.d/${2}"; }
