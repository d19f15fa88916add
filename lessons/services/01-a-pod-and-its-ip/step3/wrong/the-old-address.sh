# says: is the address of the pod that is gone
kubectl get pod demo -o jsonpath='{.status.podIP}' > new-ip.txt
kubectl delete pod demo
kubectl run demo --image=nginx --port=80
kubectl wait --for=condition=Ready pod/demo --timeout=60s
