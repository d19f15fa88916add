#!/bin/bash
answer() { kubectl exec -n "$1" "$2" -- curl -s -m 2 "http://$3" 2>/dev/null; }
if [ "$(answer shop api-shell db.shop)" != "this is db" ]; then
  echo "api does not reach db yet. If the policy is there: which port does the packet have when it arrives at the pod?"
  exit 1
fi
[ -n "$(answer shop web-shell db.shop)" ] && { echo "web reaches db as well: the selector in \"from\" is too wide."; exit 1; }
[ -n "$(answer edge gateway db.shop)" ] && { echo "The namespace edge reaches db as well."; exit 1; }
[ -n "$(answer shop web-shell api.shop)" ] && { echo "api can be reached now: only db was to be opened."; exit 1; }
pod=$(kubectl get pod -n shop -l app=db -o jsonpath='{.items[0].status.podIP}')
# A port that is open to api and that nobody listens on refuses (7); one that is shut is silent (28).
kubectl exec -n shop api-shell -- curl -s -m 2 "http://$pod:9000" >/dev/null 2>&1
if ! kubectl exec -n shop api-shell -- sh -c "curl -s -m 2 http://$pod:9000; [ \$? = 28 ]" >/dev/null 2>&1; then
  echo "api may reach every port of db: name the one that it needs."
  exit 1
fi
echo "api reaches db on its port, and nobody else does."
