#!/usr/bin/env bash
# All that is to be run where there is a GPU, in one script; bench/README.md says how.
#   bench/gpu.sh pack       where Maven is: builds all, and gathers in .gpu/ what a machine with only a Java runtime needs
#   bench/gpu.sh [FOLDER]   where the GPU is: runs part by part, with results in FOLDER (default bench/results/gpu)
set -uo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home" || exit 2

if [ "${1:-}" = pack ]; then
  set -e
  . "$home/.mvn/jdk.sh"
  find_jdk
  require_maven
  mkdir -p .gpu
  rm -rf .gpu/jaspis .gpu/tests
  run_maven -ntp -q -pl bench,cli -am -DskipTests -Dspotless.check.skip=true package
  cp -r bench/target/lib .gpu/jaspis
  cp cli/target/lib/*.jar cli/target/jaspis-cli.jar bench/target/jaspis-bench.jar .gpu/jaspis/
  # The peers' libraries are large and would run on the processor; their Java side is what classes here refer to.
  rm -f .gpu/jaspis/onnxruntime-*.jar .gpu/jaspis/pytorch-jni-*.jar .gpu/jaspis/pytorch-native-*.jar
  run_maven -ntp -q -pl opencl -am -DskipTests -Dspotless.check.skip=true package \
    dependency:copy-dependencies -DincludeScope=test -DoutputDirectory="$home/.gpu/tests"
  cp opencl/target/*-tests.jar .gpu/tests/
  junit=$(sed -n 's|.*<junit.version>5\.\(.*\)</junit.version>.*|1.\1|p' pom.xml)
  run_maven -ntp -q -N dependency:copy -DoutputDirectory="$home/.gpu/tests" \
    -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit"
  # All of it is in the one jar that runs tests; two of each would be in each other's way.
  rm -f .gpu/tests/jaspis-{tensor,autodiff,opencl}-*SNAPSHOT.jar .gpu/tests/junit-jupiter*.jar .gpu/tests/junit-platform-{commons,engine}*.jar
  du -sh .gpu/*
  exit 0
fi

out=${1:-$home/bench/results/gpu}
device=${JASPIS_GPU_DEVICE:-opencl}
images=${JASPIS_GPU_IMAGES:-500}
parts=${JASPIS_GPU_PARTS:-devices torch workloads kernels audit tests cpu}
limit=${JASPIS_GPU_LIMIT:-1500}
heap=${JASPIS_GPU_HEAP:-8g}
peers=${JASPIS_GPU_PEERS:-processor}
quick=${JASPIS_GPU_QUICK:+--quick}
stem=${device//:/-}
mkdir -p "$out"
out=$(cd "$out" && pwd)

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ -d .gpu/jaspis ]; then jars=.gpu/jaspis/*; else jars=bench/target/jaspis-bench.jar:bench/target/lib/*:cli/target/jaspis-cli.jar:cli/target/lib/*; fi
# The compiler of PoCL, which may be there beside the GPU's driver, would take over signals that Java needs.
jsig=$(dirname "$(readlink -f "$(command -v "$java")")")/../lib/libjsig.so
java() {
  LD_PRELOAD=$([ ! -f "$jsig" ] || printf '%s' "$jsig") timeout "$limit" "$java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Djava.awt.headless=true \
    -Djaspis.home="$home" -Xmx"$heap" -cp "$@"
}
jaspis() { java "$jars" io.jaspis.cli.Jaspis "$@"; }
bench() { java "$jars" io.jaspis.bench.BenchCommand $quick --out "$out" "$@"; }

devices() {
  date -u +%F
  ! command -v nvidia-smi >/dev/null || nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
  jaspis devices
}

# PyTorch is timed first, so that its figures stand beside ours in the tables.
torch() {
  if ! python3 -c 'import torch' 2>/dev/null; then
    echo "skipped: there is no PyTorch for Python on this machine"
    return 0
  fi
  PYTHONUTF8=1 timeout "$limit" python3 bench/gpu_torch.py "$out/torch.json" $quick
}

joined() { [ ! -f "$out/torch.json" ] || printf '%s\n' --join "$out/torch.json"; }
suite() {
  local join
  mapfile -t join < <(joined)
  bench --device "$device" --peers "$peers" --suite "$1" ${join[@]+"${join[@]}"}
}
workloads() { suite workloads; }
kernels() { suite kernels; }
cpu() { bench --peers none --threads "$(nproc)" --suite workloads,kernels; }

verdicts() { grep -o '"verdict" *: *"[A-Z_a-z]*"' "$out/audit-$1/report.json"; }
audit() {
  local name start end
  for name in cpu "$device"; do
    start=$(date +%s.%N)
    jaspis audit --images "$images" --device "$name" --batch 256 --out "$out/audit-${name//:/-}" || return
    end=$(date +%s.%N)
    awk -v name="$name" -v from="$start" -v to="$end" 'BEGIN { printf "audit on %s: %.1f s\n", name, to - from }'
  done
  if [ "$(verdicts cpu)" = "$(verdicts "$stem")" ]; then
    echo "audit: the same verdicts on both"
  else
    echo "audit: the verdicts DIFFER"
    return 1
  fi
}

# The tests of the kernels and of whole networks, each against the processor's, on the device that OpenCL lists first.
tests() {
  if [ ! -d .gpu/tests ]; then
    echo "skipped: bench/gpu.sh pack, on a machine with Maven, gathers the tests"
    return 0
  fi
  mkdir -p target
  java ".gpu/tests/*:$jars" -Djaspis.root="$home" -Djaspis.data="${JASPIS_DATA:-$home/../shared/data}" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=tree --scan-classpath \
    "$(ls .gpu/tests/jaspis-opencl-*-tests.jar)" --include-classname '.*(Test|Laws)'
}

failed=
for part in $parts; do
  case $part in
    devices | torch | workloads | kernels | audit | tests | cpu) ;;
    *) echo "gpu.sh: there is no part '$part' in JASPIS_GPU_PARTS" >&2; exit 2 ;;
  esac
done
for part in $parts; do
  echo "== $part"
  begin=$SECONDS
  "$part" 2>&1 | tee "$out/$part.txt"
  code=${PIPESTATUS[0]}
  [ "$code" = 124 ] && echo "stopped after $limit s (JASPIS_GPU_LIMIT)" | tee -a "$out/$part.txt"
  [ "$code" = 0 ] || failed="$failed $part"
  echo "== $part: $([ "$code" = 0 ] && echo done || echo "FAILED ($code)"), $((SECONDS - begin)) s"
done

{
  echo "What a GPU is judged by: time, rate, share of the limit, ratio to the best peer"
  cat "$out"/{devices,kernels,workloads}.txt 2>/dev/null | grep -E 'limit|^product|chain of 5|votes|^attack|^forward Res' | grep -v 'geometric mean' || true
  grep -h '^copy' "$out/torch.txt" 2>/dev/null || true
  grep -hE '^audit( on|:)' "$out/audit.txt" 2>/dev/null || true
  [ -z "$failed" ] || echo "FAILED:$failed"
} | tee "$out/summary.txt"
[ -z "$failed" ]
