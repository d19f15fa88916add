#!/bin/bash
# Makes the certificates of this folder with the real openssl (3.0); run it in an empty folder and copy what it leaves.
set -e
cat > c.cnf <<'CNF'
[ca]
default_ca=d
[d]
database=db
new_certs_dir=.
rand_serial=yes
default_md=sha256
policy=p
unique_subject=no
copy_extensions=copy
[p]
countryName=optional
organizationName=optional
commonName=optional
[authority]
keyUsage=critical,keyCertSign,cRLSign
basicConstraints=critical,CA:TRUE
subjectKeyIdentifier=hash
[middle]
keyUsage=critical,keyCertSign,cRLSign
basicConstraints=critical,CA:TRUE,pathlen:0
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[leaf]
basicConstraints=CA:FALSE
keyUsage=digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[person]
basicConstraints=CA:FALSE
extendedKeyUsage=clientAuth
[req]
distinguished_name=dn
[dn]
CNF
: > db
FROM=20240101000000Z UNTIL=20331231235959Z
ask() { openssl req -new -key $1.key -subj "$2" ${3:+-addext "subjectAltName=$3"} -config c.cnf -out $1.csr; }
sign() { openssl ca -batch -config c.cnf -cert $2.crt -keyfile $2.key -in $1.csr -extensions $3 -startdate ${4:-$FROM} -enddate ${5:-$UNTIL} -notext -out $1.crt; }
root() { openssl ca -batch -config c.cnf -selfsign -keyfile $1.key -in $1.csr -extensions $2 -startdate $FROM -enddate $UNTIL -notext -out $1.crt; }
for one in authority self; do openssl genrsa -out $one.key 2048; done
for one in other middle leaf expired future named; do openssl ecparam -name prime256v1 -genkey -noout -out $one.key; done
openssl ecparam -name secp384r1 -genkey -noout -out curve384.key
openssl genpkey -algorithm ed25519 -out person.key
openssl genrsa -out weak.key 1024
ask authority "/C=SE/O=Test/CN=Test Authority"; root authority authority
ask other "/C=SE/O=Test/CN=Test Authority"; root other authority
ask self "/CN=demo/O=demo" "DNS:demo"; root self leaf
ask middle "/C=SE/O=Test/CN=Test Middle"; sign middle authority middle
ask leaf "/CN=demo" "DNS:demo,DNS:*.demo.example,IP:10.96.1.2"; sign leaf middle leaf
ask expired "/CN=demo" "DNS:demo"; sign expired authority leaf 20240101000000Z 20240201000000Z
ask future "/CN=demo" "DNS:demo"; sign future authority leaf 20300101000000Z
ask named "/CN=demo"; sign named authority leaf
ask curve384 "/CN=demo" "DNS:demo"; sign curve384 authority leaf
ask person "/O=clients/O=people/CN=jane"; sign person authority person
ask weak "/CN=demo" "DNS:demo"; sign weak authority leaf
rm -f [0-9A-F]*.pem db* c.cnf *.csr
