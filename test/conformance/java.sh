#!/bin/sh
# Builds the Java reader into var/conformance-java when its sources are newer, and runs it from the repository's top with the arguments given.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
out=var/conformance-java
if [ ! -e "$out/built" ] || [ -n "$(find test/conformance/java -newer "$out/built" -type f)" ]; then
  mvn -q -B -f test/conformance/java/pom.xml compile dependency:copy-dependencies -DoutputDirectory="$PWD/$out/lib" >&2
  touch "$out/built"
fi
exec java -Xmx256m -XX:+UseSerialGC -cp "$out/classes:$out/lib/*" delta.conformance.ReadTopics "$@"
