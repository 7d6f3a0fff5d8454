# How a command gets the folder that it runs from. Sourced, not run, after jdk.sh.
#
# The folder is build/NAME-HASH, with the hash of the sources' content in its name: it is made once, beside everything
# else, and renamed when it is whole; all that comes later are archives that make starts shorter, each whole too. So a
# command that runs keeps its jars, whatever is built meanwhile; copies, moves and branches that are switched back to need
# no build; and what is run is what the sources say.

# The SHA-256 of these files under $home and all in these folders: names and content.
content() {
  local sum=sha256sum
  command -v sha256sum >/dev/null 2>&1 || sum="shasum -a 256"
  # shellcheck disable=SC2086 # words
  (cd "$home" && find "$@" -type f ! -name '.*' ! -name '*~' -print0 | LC_ALL=C sort -z | xargs -0 $sum | $sum) | cut -c 1-16
}

# What the sources of the modules are now.
fingerprint() {
  sources
  content "${paths[@]}"
}

# Sets paths to where the sources of the modules are, under $home.
sources() {
  local module
  paths=(pom.xml)
  for module in $modules; do
    paths+=("$module/pom.xml" "$module/src/main")
  done
}

# What the modules' libraries are chosen by.
poms() {
  # shellcheck disable=SC2086 # words
  content pom.xml $(printf '%s/pom.xml ' $modules)
}

# Sets app to the folder that the command runs from, be it there or not.
wanted() {
  local now start=${EPOCHSECONDS:-}
  if ! now=$(fingerprint); then
    echo "The sources in $home are incomplete; get them again, and try again." >&2
    exit 2
  fi
  app=$home/build/$name-$now
  # Times of files are as coarse as two seconds.
  [ -z "$start" ] || { echo "$((start - 3)) $now" >"$home/build/.$name-read"; } 2>/dev/null || true
}

# Sets app likewise, without reading the sources where the system says that nothing about them has changed since they were
# last read. That is not the time that a file has, which anything may set: it can't be set, and copies have another.
wanted_soon() {
  local since now path changed
  { read -r since now <"$home/build/.$name-read"; } 2>/dev/null || since=""
  if [ -n "$since" ] && [ -d "$home/build/$name-$now" ]; then
    sources
    changed=$(cd "$home" && find jaspis .mvn "${paths[@]}" -newerct "@$since" -print -quit 2>/dev/null) || changed=unknown
    if [ -z "$changed" ]; then
      app=$home/build/$name-$now
      return
    fi
  fi
  wanted
}

# One build at a time in a checkout. Whoever holds the lock has its number in it; one that is gone holds nothing.
lock() {
  local told=""
  require_build_folder
  until mkdir "$home/build/lock" 2>/dev/null; do
    # Of those that see that the holder is gone, one alone goes on, sees it once more, and moves the lock away whole.
    if gone && mkdir "$home/build/lock/takeover" 2>/dev/null; then
      if gone; then
        mv "$home/build/lock" "$home/build/.gone-$$" && rm -rf "$home/build/.gone-$$"
      else
        rmdir "$home/build/lock/takeover" 2>/dev/null || true
      fi
    elif [ -z "$told" ] && [ -d "$home/build/lock" ]; then
      echo "Waiting for another build of this checkout (if there is none, delete $home/build/lock) ..." >&2
      told=yes
    else
      require_build_folder
    fi
    sleep 0.2
  done
  trap unlock EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  echo $$ >"$home/build/lock/holder"
}

# Whether the process that has the lock is no more.
gone() {
  local holder
  holder=$(cat "$home/build/lock/holder" 2>/dev/null) || holder=""
  # Another user's process can be seen, though not be sent a signal.
  [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null && [ ! -d "/proc/$holder" ] && ! ps -p "$holder" >/dev/null 2>&1
}

unlock() {
  rm -rf "$home/build/lock"
  trap - EXIT INT TERM HUP
}

# The folder for what is built, or a sentence about why there can't be one.
require_build_folder() {
  if ! { mkdir -p "$home/build" && mkdir "$home/build/.try-$$" && echo "$$" >"$home/build/.try-$$/number"; } 2>/dev/null; then
    rm -rf "$home/build/.try-$$" 2>/dev/null || true
    {
      echo "There is no build of these sources yet, and none can be made: $home/build can't be written."
      echo "If the disk is full, make room; if the checkout is read-only, build it first where it can be written, or copy it."
    } >&2
    exit 2
  fi
  rm -rf "$home/build/.try-$$"
}

# Maven goes by the time stamps of files and would keep classes of sources that are older than these. So the classes of
# each module whose content isn't the one they were made of are deleted, and those of the modules behind it.
forget_stale_classes() {
  local module now stale=""
  now=$(poms)
  if [ "$now" != "$(cat "$home/$name/target/.poms" 2>/dev/null)" ]; then
    rm -rf "$home/$name/target/lib"
  fi
  for module in $modules; do
    now=$(content pom.xml "$module/pom.xml" "$module/src/main")
    if [ -n "$stale" ] || [ "$now" != "$(cat "$home/$module/target/.content" 2>/dev/null)" ]; then
      stale=yes
      rm -rf "$home/$module/target/classes" "$home/$module/target/maven-status" "$home/$module/target/.content"
    fi
  done
}

# Notes down what the classes were made of.
remember_classes() {
  local module
  poms >"$home/$name/target/.poms"
  for module in $modules; do
    content pom.xml "$module/pom.xml" "$module/src/main" >"$home/$module/target/.content"
  done
}

failed() {
  {
    grep -E '^\[ERROR\]' "$log" | head -n 20 || tail -n 20 "$log"
    ! grep -q 'No space left on device' "$log" || echo "The disk is full."
    echo "The build failed; all of its output is in $log. What was built before is as it was."
  } >&2
  exit 2
}

# Java's start-up is shortened by archives of its loaded classes, one for each way that commands are started, made when one
# of its kind is first called after the build. Java refuses an archive that isn't of these very jars, and then starts as it
# does without. One that can't be made is left empty, and not tried again.
record() {
  local made=$app/.$kind-$$/archive
  archive_option writing "$made"
  start "$kind" "$archive_option" "$@"
  [ -s "$made" ] || : >"$made"
  mv "$made" "$app/$kind.archive" 2>/dev/null || true
}

# Sets archive_option to how Java is told to write or read an archive. A proof is often a matter of a tenth of a second: only there is the cache of
# linked classes and profiles worth its making, which takes three times as long.
archive_option() {
  case $kind-$1 in
    verifying-writing) archive_option=-XX:AOTCacheOutput=$2 ;;
    verifying-reading) archive_option=-XX:AOTCache=$2 ;;
    *-writing) archive_option=-XX:ArchiveClassesAtExit=$2 ;;
    *-reading) archive_option=-XX:SharedArchiveFile=$2 ;;
  esac
}

# Runs a command as this kind is started; whatever it says, and whether it succeeds, is of no account.
start() {
  local options
  java_options "$1"
  shift
  if [ "${1#-XX}" != "$1" ]; then
    options+=("$1")
    shift
  fi
  "$JAVA_HOME/bin/java" "${options[@]}" -Djaspis.home="$home" -cp "$class_path" $main "$@" </dev/null >/dev/null 2>&1 || true
}

# All that is kept beside the two builds used last: what a running command was started from.
remove_old_builds() {
  local old kept=0
  find "$home/build" -maxdepth 1 \( -name '.new-*' -o -name '.old-*' -o -name '.gone-*' \) -exec rm -rf {} +
  # shellcheck disable=SC2012 # the names are ours
  ls -td "$home/build/$name"-*/.used 2>/dev/null | while IFS= read -r old; do
    old=${old%/.used}
    kept=$((kept + 1))
    if [ $kept -gt 2 ] && ! in_use "$old"; then
      mv "$old" "$home/build/.old-$$" && rm -rf "$home/build/.old-$$"
    fi
  done
}

# Whether a process has this folder on its command line. The name is looked for by a file: grep would find itself.
in_use() {
  printf '%s/' "$1" >"$home/build/.wanted"
  if [ -d /proc/self ]; then
    # Processes end while this reads.
    { cat /proc/[0-9]*/cmdline 2>/dev/null || true; } | grep -qaF -f "$home/build/.wanted"
  else
    { ps -axww -o command= || true; } | grep -qF -f "$home/build/.wanted"
  fi
}

# Sets class_path to all jars of the folder that the command runs from.
find_class_path() {
  local jar
  class_path=$app/jaspis-$name.jar
  for jar in "$app"/lib/*.jar; do
    class_path=$class_path:$jar
  done
}

# Copies what Maven built into a folder of its own and gives it its name. Other people's libraries are never written
# again, so a link does for them; but no archive takes classes in the format of before Java 6, which must be written anew.
assemble() {
  local new=$home/build/.new-$name jar
  rm -rf "$new" && mkdir -p "$new/lib" && cp "$home/$name/target/jaspis-$name.jar" "$new/" || return 1
  for jar in "$home/$name/target/lib"/*.jar; do
    case $jar in
      */jaspis-*) cp "$jar" "$new/lib/" || return 1 ;;
      */picocli-*)
        "$JAVA_HOME/bin/java" "$home/.mvn/NewerClasses.java" "$jar" "$new/lib/${jar##*/}" >/dev/null 2>&1 ||
          cp "$jar" "$new/lib/" || return 1
        ;;
      *) ln "$jar" "$new/lib/" 2>/dev/null || cp "$jar" "$new/lib/" || return 1 ;;
    esac
  done
  : >"$new/.used" && mv "$new" "$app"
}

# Builds the command from its sources, unless somebody just has.
build() {
  local before
  lock
  log=$home/build/$name.log
  until [ -d "$app" ]; do
    require_maven
    echo "Building Jaspis (the first time also downloads its libraries) ..." >&2
    forget_stale_classes
    # shellcheck disable=SC2086 # options are words
    (cd "$home" && run_maven -ntp $profile -pl "$name" -am -DskipTests -Dspotless.check.skip=true -Djaspis.quick package) >"$log" 2>&1 || failed
    before=$app
    wanted
    # Sources that were edited meanwhile are built again, for none can say which of them were compiled.
    [ "$before" = "$app" ] || continue
    if ! { remember_classes && assemble; } 2>>"$log"; then
      echo "cannot write $home/build: $(tail -n 1 "$log")" | sed 's/^/[ERROR] /' >>"$log"
      failed
    fi
    remove_old_builds
  done
  unlock
}
