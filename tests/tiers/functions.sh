# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
#
# What the tiers share. tests/run calls each tier in the source directory, with the tier's name in
# TIER and the file that collects the results in RESULTS.

# Notes a result: record pass|fail|skip NAME [REASON]
record () {
  printf '%s\t%s: %s\t%s\n' "$1" "$TIER" "$2" "${3-}" >>"$RESULTS"
}

# Runs a command as one test case, its output shown only if it fails: attempt NAME COMMAND…
attempt () {
  name=$1
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    record pass "$name"
    echo "ok: $name"
    status=0
  else
    cat "$log"
    record fail "$name"
    echo "FAILED: $name"
    status=1
  fi
  rm -f "$log"
  return "$status"
}

# Configures and compiles, as one test case: build DIRECTORY [OPTION…]
# Warnings are errors, in every tier. TARGETS has what to compile, or everything.
build () {
  attempt "$1 builds" configure_and_compile "$@"
}

configure_and_compile () {
  directory=$1
  shift
  if [ -e "$directory/meson-private/coredata.dat" ]; then
    meson setup --reconfigure -Dwerror=true "$directory" "$@" || return
  else
    meson setup -Dwerror=true "$directory" "$@" || return
  fi
  # shellcheck disable=SC2086 # a list of words
  meson compile -C "$directory" ${TARGETS-}
}

# Runs tests that are built and notes each of their cases: run_tests DIRECTORY LOG [OPTION…]
run_tests () {
  directory=$1
  log=$1/meson-logs/$2
  base=$2
  shift 2
  before=$(grep -c '^fail' "$RESULTS")
  rm -f "$log"[.-]*
  status=0
  meson test -C "$directory" --no-rebuild --print-errorlogs --logbase "$base" "$@" || status=$?
  set -- "$log"*.json # meson adds the wrapper's name
  if [ ! -e "$1" ]; then
    record fail "$base" 'no test ran'
    return
  fi
  tests/tiers/tally "$TIER" activecampaign-glib "${1%.json}" >>"$RESULTS" ||
    record fail "$base" 'its results cannot be read'
  if [ "$status" -ne 0 ] && [ "$before" -eq "$(grep -c '^fail' "$RESULTS")" ]; then
    record fail "$base" "meson test ended with $status"
  fi
}
