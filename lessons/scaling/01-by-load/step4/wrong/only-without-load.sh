# says: still looks back 300 seconds
kubectl delete pod load load-1 load-2 --now --ignore-not-found
sleep 60
