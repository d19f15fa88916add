# says: history has 1 revisions
helm uninstall front -n shop --wait
helm install front ~/shop -n shop --set replicas=3 --wait --timeout 120s
