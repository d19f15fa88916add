# says: its target is to be cpu, 50%
kubectl set resources deployment shop --requests=cpu=25m,memory=64Mi
kubectl autoscale deployment shop --memory=50% --min=1 --max=5
sleep 90
