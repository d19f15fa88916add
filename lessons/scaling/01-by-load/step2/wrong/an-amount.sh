# says: its target is to be cpu, 50%
kubectl set resources deployment shop --requests=cpu=25m
kubectl autoscale deployment shop --cpu=50m --min=1 --max=5
sleep 90
