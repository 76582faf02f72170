#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: a compiler, and all that submissions share.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends build-essential ca-certificates curl python3
curl -fsSL https://sh.rustup.rs | sh -s -- -y --profile minimal
. "$HOME/.cargo/env"
cd /autograder/source/grader
# The stubs earn nothing, and have everything compiled.
cargo xtask grade EXERCISES || true
