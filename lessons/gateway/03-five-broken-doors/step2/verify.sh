#!/bin/bash
class=$(kubectl get gateway library -n library -o jsonpath='{.spec.gatewayClassName}')
if ! kubectl get gatewayclass "$class" >/dev/null 2>&1; then
  echo "The Gateway \"library\" asks for the class \"$class\", and there is no such GatewayClass. There are: $(kubectl get gatewayclass -o jsonpath='{.items[*].metadata.name}')."
  exit 1
fi
check condition gateway/library Programmed -n library || exit 1
address=$(kubectl get gateway library -n library -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --status 200 --contains "silence please"
