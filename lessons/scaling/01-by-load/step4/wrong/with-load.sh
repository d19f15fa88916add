# says: There is load still
kubectl patch hpa shop --type=merge -p '{"spec":{"behavior":{"scaleDown":{"stabilizationWindowSeconds":30}}}}'
kubectl patch hpa shop --type=merge -p '{"spec":{"maxReplicas":1}}'
sleep 60
