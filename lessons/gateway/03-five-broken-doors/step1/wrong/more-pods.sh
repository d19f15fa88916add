# says: has no endpoints
kubectl scale deployment bakery -n bakery --replicas=3
kubectl rollout status deployment bakery -n bakery
sleep 5
