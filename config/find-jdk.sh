# find_jdk MIN [TOOL]: prints the home of a JDK of at least MIN that has bin/TOOL (java when not given).
# JAVA_HOME wins when it is new enough; otherwise the newest in the usual places. POSIX sh, sourced by mvnw, mori and .ci/run.

# Major version of the JDK at $1, from its release file (starting a JVM only to ask would cost 0.1 s each).
jdk_major() {
  [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release" | head -n 1
}

jdk_candidates() {
  printf '%s\n' /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
    "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/* "${HOME:-/nowhere}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f "$on_path" 2>/dev/null) && printf '%s\n' "${on_path%/bin/java}"
  return 0
}

find_jdk() {
  min=$1 tool=${2:-java}
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/$tool" ]; then
    major=$(jdk_major "$JAVA_HOME") && [ "${major:-0}" -ge "$min" ] && { printf '%s\n' "$JAVA_HOME"; return 0; }
  fi
  found=$(jdk_candidates | while IFS= read -r home; do
    [ -x "$home/bin/$tool" ] || continue
    major=$(jdk_major "$home") && [ "${major:-0}" -ge "$min" ] && printf '%s %s\n' "$major" "$home"
    : # a caller with pipefail must not see the last candidate's answer
  done | sort -rn | head -n 1)
  [ -n "$found" ] || { echo "mori needs a JDK of version $min or newer; none was found in JAVA_HOME, on the PATH or in the usual folders." >&2; return 1; }
  printf '%s\n' "${found#* }"
}
