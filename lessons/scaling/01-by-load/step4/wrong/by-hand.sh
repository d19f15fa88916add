# says: There is no autoscaler any more
kubectl delete pod load load-1 load-2 --now --ignore-not-found
kubectl delete hpa shop
kubectl scale deployment shop --replicas=1
sleep 10
