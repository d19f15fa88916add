#!/bin/bash
managers=$(kubectl get deployment shop -o json --show-managed-fields) || exit 1
own=$(echo "$managers" | jq -r '.metadata.managedFields[] | select(.manager == "platform") | .operation')
if [ -z "$own" ]; then
  echo "No field of shop belongs to a manager \"platform\". There are: $(echo "$managers" | jq -r '[.metadata.managedFields[] | .manager + " (" + .operation + ")"] | unique | join(", ")')."
  exit 1
fi
if [ "$own" != Apply ]; then
  echo "The manager \"platform\" wrote shop by $own: it was to apply it on the server's side."
  exit 1
fi
check object deployment/shop .spec.replicas=2 '.spec.template.spec.containers[0].image=nginx:1.27.4'
