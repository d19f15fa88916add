#!/bin/bash
state=$(helm list -n shop --filter '^front$' -o json | jq -r '.[0].status // "missing"')
[ "$state" = missing ] && { echo "There is no release front in the namespace shop."; exit 1; }
[ "$state" = deployed ] || { echo "The release front is $state."; exit 1; }
[ "$(helm get values front -n shop -o json | jq -r '.replicas // empty')" = 3 ] ||
  { echo "The release was not given replicas: helm get values shows what was set."; exit 1; }
ready=$(kubectl get deployment front -n shop -o jsonpath='{.status.readyReplicas}')
[ "${ready:-0}" = 3 ] || { echo "${ready:-0} of 3 pods are ready."; exit 1; }
echo "front is deployed, and its three pods are ready."
