#!/bin/bash
check condition gateway/door Programmed -n infra || exit 1
from=$(kubectl get gateway door -n infra -o jsonpath='{.spec.listeners[0].allowedRoutes.namespaces.from}')
if [ "$from" != Selector ]; then
  echo "The listener takes routes from: $from. This task wants a Selector, so that only namespaces with the label door=open may use the door."
  exit 1
fi
label=$(kubectl get namespace shop -o jsonpath='{.metadata.labels.door}')
if [ "$label" != open ]; then
  echo "The namespace \"shop\" lacks the label door=open, so its routes would be turned away."
  exit 1
fi
address=$(kubectl get gateway door -n infra -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --status 404
