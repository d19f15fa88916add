#!/bin/bash
get() { kubectl get hpa shop -o jsonpath="$1" 2>/dev/null; }
if [ "$(get '{.spec.minReplicas} {.spec.maxReplicas}')" != "1 5" ]; then
  echo "The bounds were to stay: between 1 and 5 pods."
  exit 1
fi
if ! kubectl get events --field-selector involvedObject.kind=HorizontalPodAutoscaler,involvedObject.name=shop -o jsonpath='{.items[*].message}' | grep -q 'above target'; then
  echo "The autoscaler has not scaled up yet: no event of it says \"above target\". It sees $(get '{.status.currentMetrics[0].resource.current.averageUtilization}')% now."
  exit 1
fi
if [ "$(get '{.status.currentReplicas}')" -lt 3 ]; then
  echo "shop has $(get '{.status.currentReplicas}') pods; three are wanted."
  exit 1
fi
echo "$(get '{.status.currentReplicas}') pods share the load, $(get '{.status.currentMetrics[0].resource.current.averageUtilization}')% each."
