kubectl autoscale deployment shop --cpu=50% --min=1 --max=5
kubectl set resources deployment shop --requests=cpu=25m
kubectl rollout status deployment shop --timeout=120s
sleep 75
