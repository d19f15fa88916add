#!/bin/bash
allowed=$(kubectl get gateway door -n infra -o jsonpath='{.spec.listeners[0].allowedRoutes.namespaces.from}/{.spec.listeners[0].allowedRoutes.namespaces.selector.matchLabels.door}')
if [ "$allowed" != Selector/open ]; then
  echo "The operators' Gateway was changed: its listener now takes routes by $allowed. It has to stay with the selector door=open."
  exit 1
fi
check condition httproute/theatre Accepted -n theatre --parent door || exit 1
address=$(kubectl get gateway door -n infra -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --host theatre.example.com --status 200 --contains "curtain up"
