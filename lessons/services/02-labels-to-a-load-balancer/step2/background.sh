kubectl get pod demo >/dev/null 2>&1 || kubectl run demo --image=nginx:1.27.4 --port=80
kubectl get service demo >/dev/null 2>&1 || kubectl expose pod demo --port=8080 --target-port=80
kubectl wait --for=condition=Ready pod/demo --timeout=120s
