#!/bin/bash
get() { kubectl get hpa shop -o jsonpath="$1" 2>/dev/null; }
if ! kubectl get hpa shop >/dev/null 2>&1; then
  echo "There is no autoscaler any more: it was to go down by itself."
  exit 1
fi
percent=$(get '{.status.currentMetrics[0].resource.current.averageUtilization}')
if [ "${percent:-0}" -gt 50 ]; then
  echo "There is load still: ${percent}%. End it first."
  exit 1
fi
window=$(get '{.spec.behavior.scaleDown.stabilizationWindowSeconds}')
if [ "${window:-300}" -gt 60 ]; then
  echo "The autoscaler still looks back ${window:-300} seconds before it goes down."
  exit 1
fi
if [ "$(get '{.spec.behavior.scaleDown.selectPolicy}')" = Disabled ]; then
  echo "The autoscaler may not go down at all: its policy is Disabled."
  exit 1
fi
pods=$(get '{.status.currentReplicas}')
if [ "$pods" != 1 ]; then
  echo "shop still has $pods pods. The next round comes within 15 seconds; wait for it."
  exit 1
fi
echo "shop is back to one pod, and the autoscaler looks back $window seconds only."
