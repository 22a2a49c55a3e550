#!/usr/bin/env bash
# Builds the renderer from Debian's Go and its packages (tests/install-tools.sh brings them) and prints its path. Nothing is downloaded. Go's own
# cache makes a second build a matter of a fraction of a second.
#
#   build.sh FOLDER
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")"
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' GOCACHE=$folder/cache CGO_ENABLED=0
go build -o "$folder/renderer" .
echo "$folder/renderer"
