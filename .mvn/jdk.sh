# Finds a JDK of at least 25, sets JAVA_HOME to it, or says plainly that there is none. Sourced, not run.

# The feature version of the JDK in a folder, or nothing where there is no JDK.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local candidate version best="" best_version=0 on_path
  on_path=$(command -v javac 2>/dev/null) && on_path=$(cd "$(dirname "$(readlink -f "$on_path")")/.." && pwd)
  for candidate in "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$candidate" ] || continue
    version=$(jdk_version "$candidate")
    [ -n "$version" ] || continue
    # The one that is chosen already wins; else the oldest that is new enough, which is the best tried.
    if [ "$version" -ge 25 ] && { [ "$candidate" = "${JAVA_HOME:-}" ] || [ -z "$best" ] || [ "$version" -lt "$best_version" ]; }; then
      best=$candidate
      best_version=$version
      [ "$candidate" = "${JAVA_HOME:-}" ] && break
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
