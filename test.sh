#!/usr/bin/env bash
# The one command that passes the tests: installs what they need, builds everything, runs them all.
# The last line it prints is "N passed, N failed".
# With --faults 30m [--seed N] [--users N] it runs nothing but the fault tool, for that long, and prints each round as it ends. On a machine
# that is busy with other work, fewer users (250 unless given) keep the time limits of the tool meaningful.
# With --webhooks it runs nothing but the whole run of the webhooks: some five minutes of a receiver that falters and is down.
# With --browser 15m it keeps a hidden tab of Chromium, and clients behind nginx and HAProxy, connected for that long, and nothing else.
set -euo pipefail
cd "$(dirname "$0")"

if [[ ${1:-} == --faults ]]; then
  export PRESENCE_FAULTS_LASTS=${2:?--faults needs a duration such as 90s, 30m or 2h}
  export PRESENCE_FAULTS_SEED=$RANDOM
  shift 2
  if [[ ${1:-} == --seed ]]; then
    export PRESENCE_FAULTS_SEED=${2:?--seed needs a number}
    shift 2
  fi
  if [[ ${1:-} == --users ]]; then
    export PRESENCE_FAULTS_USERS=${2:?--users needs a number}
    shift 2
  fi
  set -- --filter "FullyQualifiedName~FaultRunTests.Random" "$@"
elif [[ ${1:-} == --webhooks ]]; then
  export PRESENCE_WEBHOOKS=whole
  shift
  set -- --filter "FullyQualifiedName~WebhookRunTests" "$@"
elif [[ ${1:-} == --browser ]]; then
  export PRESENCE_BROWSER_LASTS=${2:?--browser needs a duration such as 90s, 15m or 2h}
  shift 2
  set -- --filter "FullyQualifiedName~BrowserRunTests" "$@"
fi

packages=()
command -v npm > /dev/null || packages+=(nodejs npm)
command -v postgres > /dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' > /dev/null || packages+=(postgresql)
command -v chromium > /dev/null || packages+=(chromium fonts-noto-cjk)
command -v cc > /dev/null || packages+=(gcc libc6-dev)
if [[ -n ${PRESENCE_BROWSER_LASTS:-} ]]; then
  [[ -x /usr/sbin/nginx ]] || packages+=(nginx)
  [[ -x /usr/sbin/haproxy ]] || packages+=(haproxy)
fi
if ((${#packages[@]})); then
  as_root=()
  ((EUID == 0)) || as_root=(sudo)
  echo "Installing ${packages[*]} for the tests."
  "${as_root[@]}" apt-get update -qq
  # The tests start servers of their own; the package must not start one.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

dotnet build PresenceCluster.sln --configuration Release --nologo --verbosity quiet

results=$(mktemp -d)
trap 'rm -rf "$results"; [[ -z ${follower:-} ]] || kill "$follower"' EXIT
if [[ -n ${PRESENCE_FAULTS_LASTS:-}${PRESENCE_WEBHOOKS:-}${PRESENCE_BROWSER_LASTS:-} ]]; then
  export PRESENCE_RUN_LOG=$results/progress
  touch "$PRESENCE_RUN_LOG"
  tail -n +1 -f "$PRESENCE_RUN_LOG" &
  follower=$!
fi
status=0
dotnet test PresenceCluster.sln --configuration Release --no-build --nologo \
  --logger "trx;LogFileName=tests.trx" --results-directory "$results" "$@" || status=$?

count() { { grep -ho "<UnitTestResult [^>]*outcome=\"$1\"" "$results"/*.trx 2> /dev/null || true; } | wc -l; }
passed=$(count Passed)
failed=$(count Failed)
# A run that broke before any test could say so must not look like a success.
((status == 0 || failed > 0)) || failed=1
((status != 0 || passed > 0)) || status=1
echo "$passed passed, $failed failed"
exit "$status"
