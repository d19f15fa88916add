#!/bin/bash
account=system:serviceaccount:gatehouse-system:gatehouse-controller
if [ "$(kubectl auth can-i list gateways.gateway.networking.k8s.io -A --as $account 2>/dev/null)" != yes ]; then
  echo "The controller still may not list Gateways of all namespaces. Its log says so:"
  kubectl logs -n gatehouse-system deployment/gatehouse-controller --tail=1
  exit 1
fi
if [ "$(kubectl auth can-i delete nodes --as $account 2>/dev/null)" = yes ]; then
  echo "The controller may delete nodes now: give it its own role, not an administrator's."
  exit 1
fi
check condition gateway/door Programmed -n shop || exit 1
address=$(kubectl get gateway door -n shop -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --status 200 --contains welcome
