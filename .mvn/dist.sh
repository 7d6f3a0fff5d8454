# How ./jaspis dist makes an installation as a zip, of what was built in $app. Sourced, not run, after build.sh.

# Writes the zip and says where it is: build/jaspis-VERSION.zip, or the file that is named.
dist() {
  local version folder zip jar
  if [ $# -gt 1 ]; then
    echo "jaspis: dist takes one file at most, the zip to write, but got $#: $*" >&2
    exit 2
  fi
  version=$(sed -n 's:^ *<version>\(.*\)</version>.*:\1:p' "$home/pom.xml" | head -n 1)
  zip=${1:-$home/build/jaspis-$version.zip}
  case $zip in
    */*) [ -d "${zip%/*}" ] || { echo "jaspis: the folder ${zip%/*} for ${zip##*/} doesn't exist; make it first" >&2 && exit 2; } ;;
  esac
  require_build_folder
  folder=$(mktemp -d "$home/build/.dist-XXXXXX")
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$folder'" EXIT
  stage "$folder/jaspis-$version"
  "$JAVA_HOME/bin/java" "$home/.mvn/dist/Zip.java" "$folder" "$folder/it.zip"
  mv "$folder/it.zip" "$zip" 2>/dev/null || { echo "jaspis: $zip can't be written; give another file" >&2 && exit 2; }
  echo "$zip: unpack it anywhere, and start jaspis-$version/bin/jaspis; it needs a JDK of version 25 or newer"
}

# Lays out what the zip has.
stage() {
  local to=$1 jar
  mkdir -p "$to/bin" "$to/lib" "$to/data/mnist" "$to/models" "$to/examples"
  cp "$home/.mvn/dist/jaspis" "$home/bin/jaspis.bat" "$to/bin/"
  chmod 755 "$to/bin/jaspis"
  cp "$app/jaspis-cli.jar" "$to/lib/"
  for jar in "$app"/lib/*.jar; do
    cp "$jar" "$to/lib/"
  done
  cp "$home/.mvn/jdk.sh" "$home/.mvn/start.sh" "$to/lib/"
  cp "$home/LICENSE" "$home/NOTICE" "$home/CHANGELOG.md" "$home/.mvn/dist/THIRD-PARTY.md" "$to/"
  cp "$home/README.md" "$to/"
  cp "$home/models/"*.md "$home/models/"*.onnx "$to/models/"
  cp "$home/data/README.md" "$to/data/"
  cp "$home/data/mnist/"*.gz "$to/data/mnist/"
  cp -R "$home/docs" "$to/docs"
  cp -R "$home/examples/." "$to/examples/"
  local page
  while IFS= read -r page; do
    adapt "$page"
    unlink_missing "$page"
  done < <(find "$to" -name '*.md')
}

# Commands are typed otherwise here, but for those that build or measure, which need a checkout and are called so; what the README
# says of a checkout alone, between two comments or as commands of their own, is left out.
adapt() {
  local page=$1
  sed -e '/^<!-- of a checkout -->$/,/^<!-- to here -->$/d' -e '/^\.\/check /d' -e '/^\.\/jaspis bench /d' \
    -e 's:\./jaspis\([ `]\):bin/jaspis\1:g' -e 's:bin/jaspis bench:./jaspis bench:g' -e 's:bin/jaspis dist:./jaspis dist:g' \
    "$page" >"$page.new"
  mv "$page.new" "$page"
}

# Links of a page to files that the zip hasn't become their words.
unlink_missing() {
  local page=$1 folder=${1%/*} target
  while read -r target; do
    [ -e "$folder/${target%%#*}" ] || sed -i.old "s:\[\([^]]*\)\]($target):\1:g" "$page"
  done < <(grep -o '](\([^)]*\))' "$page" | sed 's/^](//; s/)$//' | grep -v '^[a-z]*://' | grep -v '^#' | sort -u)
  rm -f "$page.old"
}
