#!/bin/sh
# Made from schema/topics.yaml by infra/kafka/main.ts: do not edit. Grants each principal what it needs; whatever is not granted is refused.
# acls.sh BROKER:PORT PROPERTIES    (as a super user, whose properties these are)
set -eu
broker=$1 properties=$2
grant() { "${KAFKA_ACLS:-/opt/kafka/bin/kafka-acls.sh}" --bootstrap-server "$broker" --command-config "$properties" --add --force "$@"; }

grant --allow-principal User:adapter-sh --operation Write --operation Describe --topic delta.archive.sh.v1 --topic delta.relationship.sh.v1 --topic delta.list.sh.v1 --topic delta.rejected.sh.v1
grant --allow-principal User:adapter-js --operation Write --operation Describe --topic delta.archive.js.v1 --topic delta.relationship.js.v1 --topic delta.list.js.v1 --topic delta.rejected.js.v1
grant --allow-principal User:adapter-zj --operation Write --operation Describe --topic delta.archive.zj.v1 --topic delta.relationship.zj.v1 --topic delta.list.zj.v1 --topic delta.rejected.zj.v1
grant --allow-principal User:adapter-ah --operation Write --operation Describe --topic delta.archive.ah.v1 --topic delta.relationship.ah.v1 --topic delta.list.ah.v1 --topic delta.rejected.ah.v1
grant --allow-principal User:projector --operation Read --operation Describe --topic delta.archive.sh.v1 --topic delta.archive.js.v1 --topic delta.archive.zj.v1 --topic delta.archive.ah.v1 --topic delta.relationship.sh.v1 --topic delta.relationship.js.v1 --topic delta.relationship.zj.v1 --topic delta.relationship.ah.v1 --topic delta.list.sh.v1 --topic delta.list.js.v1 --topic delta.list.zj.v1 --topic delta.list.ah.v1 --topic delta.rejected.sh.v1 --topic delta.rejected.js.v1 --topic delta.rejected.zj.v1 --topic delta.rejected.ah.v1
grant --allow-principal User:projector --operation Read --operation Describe --group delta-projector- --resource-pattern-type prefixed
grant --allow-principal User:feed --operation Write --operation Describe --topic delta.list-changes.v1
grant --allow-principal User:feed --operation Read --operation Describe --topic delta.list-changes.v1
grant --allow-principal User:feed --operation Read --operation Describe --group delta-newest- --resource-pattern-type prefixed
grant --allow-principal User:participant-sh --operation Read --operation Describe --topic delta.archive.sh.v1 --topic delta.archive.js.v1 --topic delta.archive.zj.v1 --topic delta.archive.ah.v1 --topic delta.relationship.sh.v1 --topic delta.relationship.js.v1 --topic delta.relationship.zj.v1 --topic delta.relationship.ah.v1 --topic delta.list.sh.v1 --topic delta.list.js.v1 --topic delta.list.zj.v1 --topic delta.list.ah.v1 --topic delta.rejected.sh.v1 --topic delta.list-changes.v1 --topic delta.catalogue.v1
grant --allow-principal User:participant-sh --operation Read --operation Describe --group participant-sh. --resource-pattern-type prefixed
grant --allow-principal User:participant-js --operation Read --operation Describe --topic delta.archive.sh.v1 --topic delta.archive.js.v1 --topic delta.archive.zj.v1 --topic delta.archive.ah.v1 --topic delta.relationship.sh.v1 --topic delta.relationship.js.v1 --topic delta.relationship.zj.v1 --topic delta.relationship.ah.v1 --topic delta.list.sh.v1 --topic delta.list.js.v1 --topic delta.list.zj.v1 --topic delta.list.ah.v1 --topic delta.rejected.js.v1 --topic delta.list-changes.v1 --topic delta.catalogue.v1
grant --allow-principal User:participant-js --operation Read --operation Describe --group participant-js. --resource-pattern-type prefixed
grant --allow-principal User:participant-zj --operation Read --operation Describe --topic delta.archive.sh.v1 --topic delta.archive.js.v1 --topic delta.archive.zj.v1 --topic delta.archive.ah.v1 --topic delta.relationship.sh.v1 --topic delta.relationship.js.v1 --topic delta.relationship.zj.v1 --topic delta.relationship.ah.v1 --topic delta.list.sh.v1 --topic delta.list.js.v1 --topic delta.list.zj.v1 --topic delta.list.ah.v1 --topic delta.rejected.zj.v1 --topic delta.list-changes.v1 --topic delta.catalogue.v1
grant --allow-principal User:participant-zj --operation Read --operation Describe --group participant-zj. --resource-pattern-type prefixed
grant --allow-principal User:participant-ah --operation Read --operation Describe --topic delta.archive.sh.v1 --topic delta.archive.js.v1 --topic delta.archive.zj.v1 --topic delta.archive.ah.v1 --topic delta.relationship.sh.v1 --topic delta.relationship.js.v1 --topic delta.relationship.zj.v1 --topic delta.relationship.ah.v1 --topic delta.list.sh.v1 --topic delta.list.js.v1 --topic delta.list.zj.v1 --topic delta.list.ah.v1 --topic delta.rejected.ah.v1 --topic delta.list-changes.v1 --topic delta.catalogue.v1
grant --allow-principal User:participant-ah --operation Read --operation Describe --group participant-ah. --resource-pattern-type prefixed
grant --allow-principal User:national --operation Read --operation Describe --topic delta.archive.sh.v1 --topic delta.archive.js.v1 --topic delta.archive.zj.v1 --topic delta.archive.ah.v1 --topic delta.relationship.sh.v1 --topic delta.relationship.js.v1 --topic delta.relationship.zj.v1 --topic delta.relationship.ah.v1 --topic delta.list.sh.v1 --topic delta.list.js.v1 --topic delta.list.zj.v1 --topic delta.list.ah.v1 --topic delta.list-changes.v1 --topic delta.catalogue.v1
grant --allow-principal User:national --operation Read --operation Describe --group national. --resource-pattern-type prefixed
grant --allow-principal User:operator --operation Create --operation Describe --topic delta. --resource-pattern-type prefixed
grant --allow-principal User:operator --operation Write --topic delta.catalogue.v1
grant --allow-principal User:operator --operation Read --operation Describe --topic delta.rejected.sh.v1 --topic delta.rejected.js.v1 --topic delta.rejected.zj.v1 --topic delta.rejected.ah.v1
grant --allow-principal User:operator --operation Read --operation Describe --group operator. --resource-pattern-type prefixed
