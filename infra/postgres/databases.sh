#!/bin/sh
# Run once by the PostgreSQL image on an empty cluster: a role and a database of its own for each adapter and for the read model.
set -eu
make() {
  psql -v ON_ERROR_STOP=1 -v name="$1" -v password="$2" --username postgres <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name" encoding 'UTF8' template template0;
revoke connect on database :"name" from public;
SQL
}
make adapter_sh "$ADAPTER_SH_DATABASE_PASSWORD"
make adapter_js "$ADAPTER_JS_DATABASE_PASSWORD"
make adapter_zj "$ADAPTER_ZJ_DATABASE_PASSWORD"
make adapter_ah "$ADAPTER_AH_DATABASE_PASSWORD"
make delta "$DELTA_DATABASE_PASSWORD"
