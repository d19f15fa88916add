# says: has no external address yet
kubectl patch service demo -p '{"spec":{"type":"LoadBalancer"}}'
