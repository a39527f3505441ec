#!/usr/bin/env bash
# Starts 2 silos and 2 gateways on this machine, prints their addresses, and stops them all cleanly at Ctrl-C.
# Storage: PRESENCE_POSTGRES (an Npgsql connection string), else a PostgreSQL of its own from the local binaries.
# More arguments become settings of every process, such as --Apps:Seed:0:Id=1400000123.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d "${TMPDIR:-/tmp}/presence-cluster.XXXXXX")
pids=()
postgres_bin=""

as_postgres() {
  if ((EUID == 0)); then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

stop() {
  trap - EXIT INT TERM
  echo "Stopping."
  # Gateways first, so that their clients are told to go while the silos still store it.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill -TERM "${pids[i]}" 2> /dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2> /dev/null || true; done
  [[ -z "$postgres_bin" ]] || as_postgres "$postgres_bin/pg_ctl" -D "$work/data" -m fast -w stop > /dev/null
  rm -rf "$work"
}
trap stop EXIT INT TERM

if [[ -z "${PRESENCE_POSTGRES:-}" ]]; then
  postgres=$(command -v postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' | tail -n 1 || true)
  [[ -n "$postgres" ]] || { echo "PostgreSQL is not installed: apt-get install postgresql, or set PRESENCE_POSTGRES." >&2; exit 1; }
  postgres_bin=$(dirname "$postgres")
  mkdir "$work/data"
  ((EUID != 0)) || { chmod 755 "$work"; chown -R postgres "$work/data"; }
  as_postgres "$postgres_bin/initdb" -D "$work/data" -U presence -A trust -E UTF8 --locale=C > "$work/postgres.log"
  as_postgres "$postgres_bin/pg_ctl" -D "$work/data" -l "$work/data/log" -w \
    -o "-c listen_addresses=127.0.0.1 -c port=15433 -c unix_socket_directories=$work/data" start > /dev/null
  PRESENCE_POSTGRES="Host=127.0.0.1;Port=15433;Username=presence;Database=postgres"
fi

dotnet build PresenceCluster.sln --configuration Release --nologo --verbosity quiet

start() { # name, project, http port, tcp port, silo port
  local name=$1 project=$2 http=$3 tcp=$4 silo=$5
  shift 5
  (cd "$work" && exec dotnet "$OLDPWD/$project/bin/Release/net10.0/PresenceCluster.$project.dll" \
    --Storage:Mode=PostgreSql "--Storage:ConnectionString=$PRESENCE_POSTGRES" \
    "--Gateway:Http:Port=$http" "--Gateway:Tcp:Port=$tcp" "--Cluster:SiloPort=$silo" "$@") > "$work/$name.log" 2>&1 &
  pids+=($!)
}

start silo-1 Silo 8081 8091 11111 "$@"
start silo-2 Silo 8082 8092 11112 "$@"
start gateway-1 Gateway 8083 8093 11113
start gateway-2 Gateway 8084 8094 11114

is_ready() { # http port
  local status
  exec 3<> "/dev/tcp/127.0.0.1/$1" && printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3 && read -r status <&3 && [[ "$status" == *" 200 "* ]]
}

for port in 8081 8082 8083 8084; do
  for ((second = 0; second < 60; second++)); do
    (is_ready "$port") 2> /dev/null && break
    sleep 1
  done
done

sed -n '/^Demo app/p' "$work/silo-1.log"
cat << END
silo 1     http://127.0.0.1:8081  tcp 127.0.0.1:8091
silo 2     http://127.0.0.1:8082  tcp 127.0.0.1:8092
gateway 1  http://127.0.0.1:8083  tcp 127.0.0.1:8093
gateway 2  http://127.0.0.1:8084  tcp 127.0.0.1:8094
Logs: $work. Ctrl-C stops everything.
END
wait
