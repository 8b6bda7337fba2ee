#!/bin/sh
# Starts broker NUMBER of three in the Apache Kafka image: fills in broker.properties, formats an empty folder, runs.
# broker.sh NUMBER CLUSTER-ID
set -eu
number=$1 cluster=$2
data=/var/lib/kafka/data
sed -e "s|@ID@|$number|g" -e "s|@NAME@|kafka-$number|g" -e "s|@HOST@|kafka-$number|g" -e 's|@BIND@||g' \
  -e 's|@VOTERS@|1@kafka-1:9094,2@kafka-2:9094,3@kafka-3:9094|g' -e 's|@CLIENT@|9092|g' -e 's|@INTERNAL@|9093|g' -e 's|@CONTROLLER@|9094|g' \
  -e "s|@DATA@|$data|g" -e 's|@SECRETS@|/run/kafka|g' -e 's|@COPIES@|3|g' -e 's|@LEAST@|2|g' /etc/delta/broker.properties > /tmp/server.properties
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted -t "$cluster" -c /tmp/server.properties
exec /opt/kafka/bin/kafka-server-start.sh /tmp/server.properties
