#!/usr/bin/env bash
# Fails on a function that the program never reaches: dead, or tested in its package
# and never wired in. What tests alone may reach is listed with its reason.
set -euo pipefail
cd "$(dirname "$0")/.."

intended='
Secret\.(Format|String|LogValue|MarshalText)$ # whoever prints one by mistake
AMKA\.(String|GoString|LogValue)$             # the same
config.* Variables$                           # the tables of README and deploy are compared with it
lang.* Keys$                                  # every sentence is checked
(GrantStates|GrantActs|States|UploadActs)$    # each state with each act is tried
(Acts|HistoryActs)$                           # each act has its sentence
Service\.LedgerKey$                           # tests verify checkpoints from outside
'
patterns=$(sed -E 's/ *#.*//; /^$/d' <<<"$intended")
orphans=$(.cache/bin/deadcode ./cmd/myphoto | sed 's/unreachable func: //' | grep -vEf <(echo "$patterns") || true)
[[ -z $orphans ]] || { echo "reached by no command, perhaps by tests alone:"; echo "$orphans"; exit 1; }
