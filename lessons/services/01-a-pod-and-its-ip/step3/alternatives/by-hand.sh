kubectl delete pod demo --now
kubectl run demo --image=nginx
kubectl wait --for=condition=Ready pod/demo --timeout=60s
kubectl get pod demo -o wide --no-headers | awk '{print $6}' > new-ip.txt
