#!/bin/bash
reaches() { kubectl exec -n "$1" "$2" -- curl -s -m 2 -o /dev/null "http://$3" >/dev/null 2>&1; }
if [ "$(kubectl get networkpolicy -n shop -o name | wc -l)" = 0 ]; then
  echo "There is no NetworkPolicy in the namespace shop yet."
  exit 1
fi
for app in db api web; do
  reaches shop web-shell $app.shop && { echo "web still reaches $app: is that pod selected, and is there no rule that lets it in?"; exit 1; }
  reaches edge gateway $app.shop && { echo "From the namespace edge $app is still reached."; exit 1; }
done
if ! kubectl exec -n shop api-shell -- nslookup kubernetes.default.svc.cluster.local >/dev/null 2>&1; then
  echo "The pods of shop cannot even ask for names any more: the way out was to stay as it is."
  exit 1
fi
echo "Nothing gets into the pods of shop, and they still get out."
