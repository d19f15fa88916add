#!/bin/bash
hosts=$(kubectl get httproute museum -n museum -o jsonpath='{.spec.hostnames[*]}')
if [ -z "$hosts" ]; then
  echo "The route \"museum\" has no hostnames now, so it takes every host's requests at the shared door: the other teams will not like that."
  exit 1
fi
address=$(kubectl get gateway door -n infra -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --host museum.example.com --status 200 --contains "please do not touch"
