kubectl delete pod load load-1 load-2 --now --ignore-not-found
kubectl patch hpa shop --type=merge -p '{"spec":{"behavior":{"scaleDown":{"stabilizationWindowSeconds":30}}}}'
kubectl wait --for=jsonpath='{.status.currentReplicas}'=1 hpa/shop --timeout=240s
