# says: answer.txt is empty
kubectl run client --image=curlimages/curl --command -- sleep 3600
kubectl wait --for=condition=Ready pod/client pod/demo --timeout=60s
curl -s -m 2 http://$(kubectl get pod demo -o jsonpath='{.status.podIP}') > answer.txt
