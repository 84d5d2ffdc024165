#!/bin/sh
# Runs every fuzz target of the repository, one after the other, for a time each,
# and says how many executions there were, what CPU time they took (compiling
# apart) and what was found.
#
#   scripts/fuzz.sh TIME [PATTERN]     TIME as in go test -fuzztime (30s, 10m, 5000x)
#
# PATTERN selects by "PACKAGE TARGET"; FUZZFLAGS adds flags of go test (-parallel 1
# leaves the other CPUs alone). A finding is kept by go test as a file under
# testdata/fuzz of its package: mend the code, and commit the file with the mending.
# The exit code is 1 if there was a finding, or a target that did not get to run.
set -u
cd "$(dirname "$0")/.." || exit
time=${1:?usage: scripts/fuzz.sh TIME [PATTERN]}
pattern=${2:-.}
log=$(mktemp)
clock=$(mktemp)
trap 'rm -f "$log" "$clock"' EXIT

targets() {
    grep -rn --include='*_test.go' --exclude-dir=vendor '^func Fuzz' . |
        sed 's|^\./\(.*\)/[^/]*_test\.go:.*func \(Fuzz[A-Za-z0-9_]*\)(.*|\1 \2|' | sort
}

# Seconds of CPU that all children so far have taken. times must not run in a
# subshell, which has no children yet.
spent() { times > "$clock"; seconds=$(awk -F '[ms ]+' 'NR == 2 { print int($1 * 60 + $2 + $3 * 60 + $4) }' "$clock"); }

total=0 findings=0 count=0 used=0 idle=0
while read -r package target; do
    count=$((count + 1))
    ${GO:-go} test "./$package" -c -o /dev/null -fuzz "^$target\$" > "$log" 2>&1
    spent; before=$seconds
    # Without a bound on minimizing, targets that are slow spend nearly all their time there.
    # shellcheck disable=SC2086  # several flags
    ${GO:-go} test "./$package" ${FUZZFLAGS:-} -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 20x > "$log" 2>&1
    status=$?
    spent; cpu=$((seconds - before)) used=$((used + seconds - before))
    execs=$(sed -n 's/.*execs: \([0-9]*\).*/\1/p' "$log" | tail -1)
    execs=${execs:-0}
    total=$((total + execs))
    # The time being up while an input runs is reported as a failure, without an input.
    if [ $status -ne 0 ] && grep -q 'context deadline exceeded' "$log" && ! grep -q -e 'Failing input' -e 'panic' "$log"; then status=0; fi
    if [ $status -eq 0 ] && [ "$execs" -eq 0 ]; then
        idle=$((idle + 1))
        printf '%-28s %-20s %12s executions %6s s: too little time for it\n' "$package" "$target" 0 "$cpu"
    elif [ $status -eq 0 ]; then
        printf '%-28s %-20s %12s executions %6s s\n' "$package" "$target" "$execs" "$cpu"
    else
        findings=$((findings + 1))
        printf '%-28s %-20s %12s executions %6s s, FINDING:\n' "$package" "$target" "$execs" "$cpu"
        sed -n '/--- FAIL/,$p' "$log" | head -40
    fi
done <<LIST
$(targets | grep -E "$pattern")
LIST
echo "$count targets, $total executions, $used s of CPU, $findings findings"
[ $findings -eq 0 ] && [ $idle -eq 0 ] && [ $count -gt 0 ]
