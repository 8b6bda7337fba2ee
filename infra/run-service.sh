#!/bin/sh
# Runs services/NAME from source: run-service.sh NAME. The process takes the shell's place, so that it gets the container's signals.
set -eu
exec node --disable-warning=ExperimentalWarning "services/$1/src/main.ts"
