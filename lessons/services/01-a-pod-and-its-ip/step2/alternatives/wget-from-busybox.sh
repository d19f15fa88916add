kubectl run client --image=busybox -- sleep 3600
kubectl wait --for=condition=Ready pod/client pod/demo --timeout=60s
ip=$(kubectl get pod demo -o jsonpath='{.status.podIP}')
kubectl exec client -- wget -q -O - "http://$ip/" > answer.txt
