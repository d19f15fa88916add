# says: There is a pod "demo", but in the namespace "kube-public"
kubectl run demo --image=nginx -n kube-public
kubectl wait --for=condition=Ready pod/demo -n kube-public --timeout=60s
