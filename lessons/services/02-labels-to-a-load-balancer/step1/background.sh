kubectl get pod demo >/dev/null 2>&1 || kubectl run demo --image=nginx:1.27.4 --port=80
kubectl get pod client >/dev/null 2>&1 || kubectl run client --image=curlimages/curl --command -- sleep infinity
kubectl wait --for=condition=Ready pod/demo pod/client --timeout=120s
