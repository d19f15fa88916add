#!/bin/bash
if ! kubectl get apiservice v1beta1.metrics.k8s.io >/dev/null 2>&1; then
  echo "Nobody serves the metrics API: the APIService v1beta1.metrics.k8s.io is not there."
  exit 1
fi
available=$(kubectl get apiservice v1beta1.metrics.k8s.io -o jsonpath='{.status.conditions[0].status} {.status.conditions[0].reason}')
if [ "${available%% *}" != True ]; then
  echo "The metrics API is registered, and nobody answers (${available#* }). The log of metrics-server says:"
  kubectl logs -n kube-system -l k8s-app=metrics-server --tail=20 2>/dev/null | grep -m1 -o '"Failed to scrape node".*'
  exit 1
fi
figures=$(kubectl top nodes --no-headers 2>&1) || { echo "metrics-server answers, and has no figures: $figures"; exit 1; }
if [ "$(echo "$figures" | grep -c '[0-9]m ')" -lt 3 ]; then
  echo "There are figures, but not of every node."
  exit 1
fi
echo "kubectl top has figures of every node."
