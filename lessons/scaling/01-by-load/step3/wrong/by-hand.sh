# says: no event of it says "above target"
kubectl scale deployment shop --replicas=4
sleep 20
