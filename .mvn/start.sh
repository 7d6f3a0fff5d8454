# How Java is started with the command, from a checkout or from an installation. Sourced, not run, after jdk.sh: it takes
# the folder of both as $home, and as $name cli or bench.

refuse_colon() {
  case $home in
    *:*)
      echo "Java can't run from a folder with a colon in its path: $home. Move the folder, and try again." >&2
      exit 2
      ;;
  esac
}

# What the user has for Java, which stands above what is chosen here.
set -f
# shellcheck disable=SC2206 # options are words
extra=(${JASPIS_OPTS:-})
set +f
given=" ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${JASPIS_OPTS:-} "

# How Java is started for a kind of command. What computes needs the Vector API and foreign functions; to ask for them makes
# every start slower. The collector is the one with the smallest footprint: hot loops allocate nothing, and the others take
# a multiple of the memory for the same time. But it grows before it cleans up what is old, so the heap ends at 4 GiB, and
# at half of the memory: Java takes the machine to have 8 GiB at most.
# Of a kernel whose loop runs long, C2 would compile the running loop first, for seconds, while all else waits
# (docs/decisions/011-kernels-on-every-java.md): such loops count less, and a hundred calls are enough. Kernels for vectors are
# far slower than that before C2 has had them, and keep it busy with what they call: they are compiled after a tenth of the
# calls, and who calls them waits. Everything else is worth C2's time four times later than Java has it.
java_options() {
  local vectors="io.jaspis.tensor.kernels.simd*::*"
  options=(-Dstdout.encoding="$encoding" -Dstderr.encoding="$encoding" -Djava.awt.headless=true --sun-misc-unsafe-memory-access=allow)
  case $1 in
    light) options+=(-XX:TieredStopAtLevel=1) ;;
    reading) ;;
    verifying) options+=(-Djaspis.kernels=scalar) ;;
    *)
      options+=(--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED)
      options+=(-XX:Tier4BackEdgeThreshold=2000000 -XX:Tier4MinInvocationThreshold=100)
      options+=(-XX:Tier4InvocationThreshold=20000 -XX:Tier4CompileThreshold=60000 -XX:CompileCommand=quiet)
      options+=("-XX:CompileCommand=CompileThresholdScaling,$vectors,0.1")
      options+=("-XX:CompileCommand=BackgroundCompilation,$vectors,false")
      ;;
  esac
  if [ "$1" = bench ]; then
    options+=(-Xmx8g -DENGINE_CACHE_DIR="$home/bench/target/pytorch")
    return
  fi
  case $given in
    *" -XX:+Use"*GC" "*) ;;
    *) options+=(-XX:+UseSerialGC) ;;
  esac
  case $given in
    *" -Xm"[sx]* | *HeapSize=* | *RAMPercentage=*) ;;
    *)
      options+=(-Xms128m -XX:NewSize=64m)
      # Later versions of Java warn of the option.
      if [ "$java_version" -lt 26 ]; then options+=(-XX:MaxRAM=8g -XX:MaxRAMPercentage=50); fi
      ;;
  esac
}

# Whether one of these words is a file of more than so many KiB, or a specification about thousands of inputs.
larger_than() {
  local size=$1 word files=()
  shift
  for word in "$@"; do
    case $word in
      -*) ;;
      *) [ ! -f "$word" ] || files+=("$word") ;;
    esac
  done
  [ ${#files[@]} -gt 0 ] && [ -n "$(find -L "${files[@]}" -maxdepth 0 \
    \( -size "+${size}k" -o -name '*.vnnlib.gz' -size +20k -o -name '*.vnnlib' -size +150k \) 2>/dev/null)" ]
}

# Whether one of these words is a file of a network with convolutions.
convolves() {
  local word
  for word in "$@"; do
    case $word in
      -*) ;;
      *) if [ -f "$word" ] && grep -qa 'Conv' <"$word"; then return 0; fi ;;
    esac
  done
  return 1
}

# The kind of a command line: help and the like are light, and so is to read a model that isn't large. To check replays
# votes in plain Java.
choose_kind() {
  local word
  kind=computing
  if [ "$name" = bench ]; then
    kind=bench
    return
  fi
  case ${1:-help} in
    help | diff) kind=light ;;
    check) kind=reading ;;
    verify)
      # Small networks are verified by plain loops, and wait for nothing else.
      kind=verifying
      if larger_than 300 "$@" || convolves "$@"; then kind=computing; fi
      ;;
    info)
      kind=light
      # For the hash of a large file, Java's better compiler is worth its start.
      if larger_than 32768 "$@"; then kind=reading; fi
      ;;
  esac
  for word in "$@"; do
    case $word in
      -h | --help | -V | --version) kind=light ;;
    esac
  done
}

# Finds out how many characters the terminal has room for in a line, where there is one: $width, or nothing.
find_width() {
  width=""
  [ -t 1 ] || return 0
  { width=$(stty size 2>/dev/null <&4) || width=""; } 4>&1
  width=${width#* }
  [ "$width" != 0 ] || width=""
}

# Passes on what Java says before the command begins, but for the line that it prints about the vector module at each start,
# against which it has no option. What the command itself prints goes past this.
without_module_warning() {
  local line
  trap '' INT TERM HUP
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      "WARNING: Using incubator modules: jdk.incubator.vector"*) ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

# Becomes Java, with the options that were chosen, those of the user, and these.
run_java() {
  # Java's own exit code for options that it doesn't take is 1, which says something else here.
  if [ -n "${given// /}" ] && ! "$JAVA_HOME/bin/java" "${options[@]}" ${extra[@]+"${extra[@]}"} -version >/dev/null 2>&1; then
    {
      "$JAVA_HOME/bin/java" "${options[@]}" ${extra[@]+"${extra[@]}"} -version 2>&1 | grep -v '^WARNING' | head -n 2 || true
      echo "jaspis: Java doesn't start with the options in JASPIS_OPTS, JAVA_TOOL_OPTIONS or JDK_JAVA_OPTIONS; mend them."
    } >&2
    exit 2
  fi
  find_width
  if [ -n "$width" ]; then options+=(-Djaspis.columns="$width"); fi
  options+=(${extra[@]+"${extra[@]}"} -Djaspis.home="$home")
  # A driver of OpenCL whose compiler takes over Java's signals would end the process: this library shares them.
  if [ "$kind" != light ] && [ -f "$JAVA_HOME/lib/libjsig.so" ]; then
    export LD_PRELOAD="$JAVA_HOME/lib/libjsig.so${LD_PRELOAD:+:$LD_PRELOAD}"
  fi
  if [ "$kind" = computing ]; then
    options+=(-Djaspis.stderr=3 --add-opens java.base/java.io=ALL-UNNAMED)
    exec "$JAVA_HOME/bin/java" "${options[@]}" "$@" 3>&2 2> >(without_module_warning >&2)
  fi
  exec "$JAVA_HOME/bin/java" "${options[@]}" "$@"
}
