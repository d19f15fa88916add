#!/bin/bash
get() { kubectl get hpa shop -o jsonpath="$1" 2>/dev/null; }
if ! kubectl get hpa shop >/dev/null 2>&1; then
  echo "There is no autoscaler named shop yet."
  exit 1
fi
if [ "$(get '{.spec.metrics[?(@.resource.name=="cpu")].resource.target.averageUtilization}')" != 50 ]; then
  echo "The autoscaler does not go by half of the CPU that pods ask for: its target is to be cpu, 50%."
  exit 1
fi
if [ "$(get '{.spec.minReplicas} {.spec.maxReplicas}')" != "1 5" ]; then
  echo "The autoscaler is to keep between 1 and 5 pods, not between $(get '{.spec.minReplicas} and {.spec.maxReplicas}')."
  exit 1
fi
request=$(kubectl get deployment shop -o jsonpath='{.spec.template.spec.containers[0].resources.requests.cpu}')
percent=$(get '{.status.currentMetrics[0].resource.current.averageUtilization}')
if [ -z "$percent" ]; then
  echo "The autoscaler knows no percentage yet. It says: $(get '{.status.conditions[?(@.type=="ScalingActive")].message}')"
  exit 1
fi
if [ "$request" != 25m ]; then
  echo "The autoscaler works, but a pod of shop asks for $request: it was to be 25m."
  exit 1
fi
echo "The autoscaler sees ${percent}% and wants 50%."
