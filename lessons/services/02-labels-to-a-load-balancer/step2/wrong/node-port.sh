# says: is of type NodePort
kubectl patch service demo -p '{"spec":{"type":"NodePort"}}'
