# Stands in for the eclass of this name.
# shellcheck shell=bash
tc-is-cross-compiler() { false; }
