#!/usr/bin/env bash
# What to run where there is a GPU: the self-test with its speeds, then the demo audit on both devices.
# On a machine without Java or Maven, build first, take the checkout there, and put a JDK 25 on JAVA_HOME.
# Usage: bench/gpu.sh [FOLDER]   results go to FOLDER, by default bench/results/gpu
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-$home/bench/results/gpu}
images=${JASPIS_GPU_IMAGES:-500}
device=${JASPIS_GPU_DEVICE:-opencl}
mkdir -p "$out"
cd "$home"

run() {
  if command -v mvn >/dev/null; then
    ./jaspis "$@"
  else
    "${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
      -Djaspis.home="$home" -cp "cli/target/jaspis-cli.jar:cli/target/lib/*" io.jaspis.cli.Jaspis "$@"
  fi
}

{
  date -u +%F
  command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
  run devices
} | tee "$out/devices.txt"

for name in cpu "$device"; do
  folder=$out/audit-${name//:/-}
  start=$(date +%s.%N)
  run audit --images "$images" --device "$name" --batch 256 --out "$folder"
  end=$(date +%s.%N)
  awk -v name="$name" -v from="$start" -v to="$end" 'BEGIN { printf "%s audit: %.1f s\n", name, to - from }' | tee -a "$out/devices.txt"
done
