kubectl get pod demo >/dev/null 2>&1 || kubectl run demo --image=nginx --port=80
kubectl wait --for=condition=Ready pod/demo --timeout=60s >/dev/null 2>&1
[ -s /tmp/first-ip ] || kubectl get pod demo -o jsonpath='{.status.podIP}' > /tmp/first-ip
