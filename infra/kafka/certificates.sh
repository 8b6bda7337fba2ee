#!/bin/sh
# Makes an authority (ca.pem, ca.key) and, signed by it, NAME.pem (key and certificate; its principal is User:NAME) for each name. What is there already stays.
# certificates.sh FOLDER NAME...
set -eu
umask 077
folder=$1; shift
mkdir -p "$folder"
cd "$folder"
new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
if [ ! -f ca.pem ]; then
  new_key ca.key
  openssl req -x509 -new -key ca.key -days 3650 -subj '/CN=Delta Kafka authority' -addext 'keyUsage=critical,keyCertSign,cRLSign' -out ca.pem
  chmod 644 ca.pem
fi
for name in "$@"; do
  [ ! -f "$name.pem" ] || continue
  new_key "$name.key"
  openssl req -new -key "$name.key" -subj "/CN=$name" -out "$name.csr"
  printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n' "$name" > "$name.ext"
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -extfile "$name.ext" -out "$name.crt" 2>/dev/null
  cat "$name.key" "$name.crt" > "$name.pem"
  rm "$name.key" "$name.csr" "$name.ext" "$name.crt"
done
