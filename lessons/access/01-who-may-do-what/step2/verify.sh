#!/bin/bash
answer=$(kubectl exec -n tools lister -- sh -c 'curl -sk -H "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)" https://kubernetes.default.svc/api/v1/namespaces/tools/services')
if [ "$(echo "$answer" | jq -r .kind)" != ServiceList ]; then
  echo "The pod is told: $(echo "$answer" | jq -r .message)"
  exit 1
fi
may() { [ "$(kubectl auth can-i list services "$@" 2>/dev/null)" = yes ]; }
may -n tools --as system:serviceaccount:tools:default && { echo "Every pod of the namespace may list Services now: the ServiceAccount \"default\" was not to get that right."; exit 1; }
may -n default --as system:serviceaccount:tools:lister && { echo "The pod may look into other namespaces too."; exit 1; }
echo "The pod gets the list of Services: $(echo "$answer" | jq -r '.items | length') of them."
