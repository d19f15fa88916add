helm install front ~/shop -n shop --create-namespace --set replicas=3 --wait --timeout 120s
