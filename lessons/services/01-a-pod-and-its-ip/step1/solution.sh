kubectl run demo --image=nginx --port=80
kubectl wait --for=condition=Ready pod/demo --timeout=60s
