#!/usr/bin/env bash
# Runs for each submission. Tests, manifests and grader are those of the image.
set -euo pipefail
export HOME="${HOME:-/root}"
. "$HOME/.cargo/env"
submission=/autograder/submission
results=/autograder/results/results.json
# Files that were uploaded without their folder.
if [ -f "$submission/lib.rs" ] && [ ! -d "$submission/src" ]; then
    mkdir "$submission/src"
    mv "$submission"/*.rs "$submission/src/"
fi
cd /autograder/source/grader
status=0
cargo xtask grade EXERCISES --submission "$submission" --format gradescope \
    >"$results" 2>/tmp/said || status=$?
if [ "$status" = 2 ]; then
    # What is wrong with the submission is for the student to read.
    python3 -c 'import json, sys
print(json.dumps({"score": 0, "output_format": "text", "output": sys.stdin.read()}))' </tmp/said >"$results"
elif [ "$status" != 0 ]; then
    # The grader itself did not run: without results Gradescope says so, where a zero would be a mark.
    cat /tmp/said >&2
    rm -f "$results"
    exit "$status"
fi
