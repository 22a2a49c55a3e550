#!/usr/bin/env bash
# Completion of `kubectl lustre`: kubectl calls this, by the name kubectl_complete-lustre on PATH, with the words after `lustre`, the last
# of which is being typed.
exec kubectl-lustre __complete "$@"
