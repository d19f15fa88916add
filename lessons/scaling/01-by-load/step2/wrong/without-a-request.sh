# says: missing request for cpu in container hpa-example
kubectl autoscale deployment shop --cpu=50% --min=1 --max=5
sleep 60
