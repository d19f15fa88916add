# says: The release was not given replicas
helm install front ~/shop -n shop --create-namespace --wait --timeout 120s
