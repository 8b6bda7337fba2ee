#!/bin/sh
# Gives each principal its password (from /run/kafka/passwords, lines of NAME PASSWORD) and its rights, as the administrator. Doing it again changes nothing.
set -eu
broker=kafka-1:9093
properties=/etc/delta/admin.properties
until /opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server "$broker" --command-config "$properties" > /dev/null 2>&1; do sleep 2; done
while read -r name password; do
  # The password goes by a file: arguments can be seen by other processes.
  (umask 077; printf 'SCRAM-SHA-512=iterations=8192,password=%s\n' "$password" > /tmp/credential)
  /opt/kafka/bin/kafka-configs.sh --bootstrap-server "$broker" --command-config "$properties" --alter --entity-type users --entity-name "$name" --add-config-file /tmp/credential
  rm /tmp/credential
done < /run/kafka/passwords
exec /etc/delta/acls.sh "$broker" "$properties"
