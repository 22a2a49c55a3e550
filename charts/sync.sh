#!/usr/bin/env bash
# Brings into the chart what it ships of crds/ and deploy/, which stay the one source: a chart holds no file from outside its folder. Run it after a
# change there; the tests fail until it was run.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
files=charts/lustre-operator/files
rm -rf "$files"
mkdir -p "$files/crds"
cp crds/*.yaml "$files/crds/"
cp deploy/rbac-operator.yaml deploy/rbac-agent.yaml deploy/rbac-users.yaml deploy/agent-policy.yaml "$files/"
