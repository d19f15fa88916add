kubectl run client --image=curlimages/curl --command -- sleep 3600
kubectl wait --for=condition=Ready pod/client pod/demo --timeout=60s
kubectl exec client -- curl -s http://$(kubectl get pod demo -o jsonpath='{.status.podIP}') > answer.txt
