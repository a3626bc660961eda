# Build, class path and class data archive for ./mori. POSIX sh; expects $root and $java_home.

# The last one exists from JDK 23 on; the first lets JDK 21 ignore it.
NODE_OPTIONS="-XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow"
# No native access here: the option would keep the JVM from using its archived modules.
VERB_OPTIONS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"

# True when the build in folder $1 is missing or something it is made from is newer. A folder's own time
# tells of removed files.
is_stale() {
  stamp=$1/built
  [ -f "$stamp" ] && [ -f "$1/classpath" ] || return 0
  set -- "$root/pom.xml"
  for module in protocol overlay engine state-shard admin proxy-node; do
    set -- "$@" "$root/modules/$module/pom.xml" "$root/modules/$module/src/main"
  done
  [ -n "$(find "$@" -newer "$stamp" 2>/dev/null | head -n 1)" ]
}

# Sets $out to a build that is up to date: ours, or what ./mvnw made, or ours after building it.
choose_build() {
  target=$root/modules/proxy-node/target
  for out in "$target/run" "$target"; do
    if [ "${MORI_BUILD:-}" = never ] && [ -f "$out/built" ]; then return 0; fi
    is_stale "$out" || return 0
  done
  out=$target/run
  if ! mkdir -p "$out" 2>/dev/null || ! [ -w "$out" ]; then
    [ -f "$out/built" ] && return 0
    echo "mori is not built, and you may not write to $root; let its owner run ./mori once." >&2
    exit 1
  fi
  take_build_lock
  # Another mori may have built while this one waited.
  if is_stale "$out"; then build; fi
  rm -rf "$out/lock"
  trap - EXIT INT TERM
}

# One build at a time; a lock whose owner is gone is taken over.
take_build_lock() {
  until mkdir "$out/lock" 2>/dev/null; do
    owner=$(cat "$out/lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$out/lock"; continue; fi
    [ -n "$owner" ] || [ -z "$(find "$out/lock" -prune -mmin +1 2>/dev/null)" ] || rm -rf "$out/lock"
    sleep 1
  done
  trap 'rm -rf "$out/lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  echo $$ >"$out/lock/pid"
}

build() {
  if [ -f "$out/built" ]; then
    echo "building mori (its sources have changed)…" >&2
  else
    echo "building mori (first use, about a minute)…" >&2
  fi
  log=$out/build.log
  if maven -o >"$log" 2>&1; then return 0; fi
  # The network is needed only for what this machine does not have yet.
  if grep -q 'offline mode\|has not been downloaded' "$log" && maven >"$log" 2>&1; then return 0; fi
  cat "$log" >&2
  echo "mori could not be built; the lines above are in $log" >&2
  exit 1
}

maven() {
  (cd "$root" && ./mvnw -B "$@" -q -Dquick -Dplain -Dmaven.test.skip=true -pl modules/proxy-node -am package) </dev/null
}

# Sets $class_path: our jar, then the list the build wrote.
find_class_path() {
  class_path=$(ls -t "$out"/mori-proxy-node-*.jar | head -n 1)
  while IFS= read -r list || [ -n "$list" ]; do
    old_ifs=$IFS
    IFS=:
    for jar in $list; do class_path=$class_path:$out/$jar; done
    IFS=$old_ifs
  done <"$out/classpath"
}

# Sets $archive to the class data archive of the short verbs, or to nothing after starting to make it in the
# background. Its name carries the JVM and this folder: it fits only both.
find_archive() {
  archive=
  cache=$out/cache
  if ! mkdir -p "$cache" 2>/dev/null || ! [ -w "$cache" ]; then
    cache=${XDG_CACHE_HOME:-${HOME:-/nowhere}/.cache}/mori
    mkdir -p "$cache" 2>/dev/null || return 0
  fi
  key=$({ cat "$java_home/release"; echo "$java_home $out"; } | cksum | cut -d ' ' -f 1)
  archive=$cache/verbs-$key.jsa
  if [ -f "$archive" ] && [ -z "$(find "$out/built" -newer "$archive")" ]; then return 0; fi
  make_archive "$archive" </dev/null >/dev/null 2>&1 &
  archive=
}

make_archive() {
  # A lock this old was left by a process that died.
  [ -z "$(find "$1.lock" -prune -mmin +2 2>/dev/null)" ] || rmdir "$1.lock"
  mkdir "$1.lock" || return 0
  # shellcheck disable=SC2086 # options are words
  if "$java_home/bin/java" $VERB_OPTIONS "-XX:ArchiveClassesAtExit=$1.new" \
    "-Dmori.home=$root" -cp "$class_path" dev.mori.node.Main --help; then mv "$1.new" "$1"; fi
  rmdir "$1.lock"
}
