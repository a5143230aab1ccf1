#!/bin/sh
# The mock in a CI job, as action.yml runs it: scripts/ci-mock.sh start [options of the mock] | stories | stop
# start    a mock in the background on a free port; its environment goes to $GITHUB_ENV, or to standard output as export lines
# stories  what happened to each task, into $CI_MOCK_FOLDER/stories: to be uploaded when a job failed
# stop     ends it
# PLOTON_MOCK_COMMAND: the program to run, "npx --yes ploton-mock" unless it is set.
set -eu
FOLDER=${CI_MOCK_FOLDER:-${RUNNER_TEMP:-/tmp}/ploton-mock}
READY=$FOLDER/ready.json
# The program may be several words.
mock() { ${PLOTON_MOCK_COMMAND:-npx --yes ploton-mock} "$@"; }
where() { sed -n 's/^  "url": "\(.*\)",$/\1/p' "$READY"; }

case ${1:-} in
start)
  shift
  mkdir -p "$FOLDER"
  mock start --detach --port 0 --ready-file "$READY" --log-file "$FOLDER/mock.log" "$@" >&2
  if [ -n "${GITHUB_ENV:-}" ]; then
    mock env --json --url "$(where)" | sed -n 's/^  "\([A-Za-z_]*\)": "\(.*\)",\{0,1\}$/\1=\2/p' | sed 's/\\\(["\\]\)/\1/g' >>"$GITHUB_ENV"
  else
    mock env --url "$(where)"
  fi
  ;;
stories)
  mkdir -p "$FOLDER/stories"
  mock tasks --json --url "$(where)" | sed -n 's/^    "id": "\(task_[^"]*\)",$/\1/p' | while read -r id; do
    mock story "$id" --url "$(where)" >"$FOLDER/stories/$id.txt" </dev/null
    mock story "$id" --json --url "$(where)" >"$FOLDER/stories/$id.json" </dev/null
  done
  ls "$FOLDER/stories"
  ;;
stop)
  mock stop --ready-file "$READY"
  ;;
*)
  echo "usage: ci-mock.sh start [options of the mock] | stories | stop" >&2
  exit 2
  ;;
esac
