kubectl get pod demo >/dev/null 2>&1 || kubectl run demo --image=nginx --port=80
