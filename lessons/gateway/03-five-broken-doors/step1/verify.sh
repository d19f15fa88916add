#!/bin/bash
endpoints=$(kubectl get endpointslices -n bakery -l kubernetes.io/service-name=bakery -o jsonpath='{.items[*].endpoints[*].addresses[0]}')
if [ -z "$endpoints" ]; then
  echo "The Service \"bakery\" has no endpoints: it selects $(kubectl get service bakery -n bakery -o jsonpath='{.spec.selector}'), and the pods carry $(kubectl get pods -n bakery -o jsonpath='{.items[0].metadata.labels}')."
  exit 1
fi
address=$(kubectl get gateway door -n infra -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --host bakery.example.com --status 200 --contains "fresh bread"
