# Runs a program of modules/conformance; $root is the checkout. Rebuilds when a source is newer than the last build.
. "$root/config/find-jdk.sh"

conformance() {
  local program=$1
  shift
  local paths=$root/modules/conformance/target/classpath.txt
  if [ ! -f "$paths" ] || [ -n "$(find "$root/pom.xml" "$root"/modules/*/pom.xml "$root"/modules/*/src -newer "$paths" -type f -print -quit)" ]; then
    echo "building" >&2
    (cd "$root" && ./mvnw -B -q -Dquick -pl modules/conformance -am \
      test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=test) >&2
    touch "$paths"
  fi
  exec "$(find_jdk 21)/bin/java" -Xmx1g -XX:+IgnoreUnrecognizedVMOptions \
    --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Dmori.home="$root" \
    -cp "$root/modules/conformance/target/test-classes:$root/modules/conformance/target/classes:$(cat "$paths")" \
    "$program" "$@"
}
