kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml
kubectl apply -f https://gatehouse.dev/gateway/install.yaml
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s
