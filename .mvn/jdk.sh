# What every script here needs: a JDK, Maven, and file names in any script. Sourced, not run.

# Each process that a script starts takes some milliseconds, and a proof may take no more: what every command runs starts few.

# Sets version to the feature version of the JDK in a folder, or to nothing where there is no JDK.
jdk_version() {
  local line
  version=""
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"*)
        line=${line#JAVA_VERSION=\"}
        version=${line%%[!0-9]*}
        return 0
        ;;
    esac
  done <"$1/release"
}

# Finds a JDK of at least 25, sets JAVA_HOME to it and java_version to its feature version, or says plainly that there is
# none.
find_jdk() {
  local candidate version best="" best_version=0 on_path=""
  if [ -n "${JAVA_HOME:-}" ]; then
    jdk_version "$JAVA_HOME"
    # The one that is chosen already wins.
    if [ "${version:-0}" -ge 25 ]; then
      java_version=$version
      return
    fi
  fi
  on_path=$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null) || on_path=""
  on_path=${on_path%/bin/javac}
  for candidate in "$on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$candidate" ] || continue
    jdk_version "$candidate"
    [ -n "$version" ] || continue
    # The oldest that is new enough, which is the best tried.
    if [ "$version" -ge 25 ] && { [ -z "$best" ] || [ "$version" -lt "$best_version" ]; }; then
      best=$candidate
      best_version=$version
    fi
  done
  if [ -z "$best" ]; then
    {
      echo "Jaspis needs a JDK of version 25 or newer, and none was found in the usual places."
      echo "Install one (for example Temurin 25 from adoptium.net), or set JAVA_HOME to where it is, and try again."
    } >&2
    exit 2
  fi
  export JAVA_HOME=$best
  java_version=$best_version
}

# Java takes the names of files to be in the character set of the locale: in the locale C, which containers have, and where
# the locale that is named isn't installed, it can't even open a file 'ä'. Other locales stay as they are. What is printed
# is in the character set that was there before, which is $encoding.
any_file_name() {
  local other named=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}
  # Where none is named it is C, but not in Alpine Linux, which has no program to ask.
  if [ -z "$named" ] && command -v locale >/dev/null 2>&1; then named=C; fi
  case $named in
    C | POSIX) encoding=US-ASCII ;;
    *)
      # Of one that isn't installed a program tells what it has; where there is none, all others have UTF-8.
      encoding=$(locale charmap 2>/dev/null) || encoding=UTF-8
      case $encoding in
        ANSI* | US-ASCII | 646) encoding=US-ASCII ;;
        *) return 0 ;;
      esac
      ;;
  esac
  for other in C.UTF-8 C.utf8 en_US.UTF-8; do
    if [ "$(env LC_ALL=$other locale charmap 2>/dev/null)" = UTF-8 ]; then
      export LC_ALL=$other
      return 0
    fi
  done
  # Where no program tells which there are, as in Alpine Linux, this one is there.
  command -v locale >/dev/null 2>&1 || export LC_ALL=C.UTF-8
}

require_maven() {
  if ! command -v mvn >/dev/null 2>&1; then
    echo "Jaspis is built with Maven (3.8 or newer), and there is no 'mvn' on the PATH. Install it and try again." >&2
    exit 2
  fi
}

# Maven on the JDK that was found, without the warnings of its own libraries.
run_maven() {
  MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" mvn -B "$@"
}
