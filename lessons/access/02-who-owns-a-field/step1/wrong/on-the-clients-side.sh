# says: No field of shop belongs to a manager "platform"
kubectl create deployment shop --image=nginx:1.27.4 --replicas=2 --dry-run=client -o yaml | kubectl apply -f -
