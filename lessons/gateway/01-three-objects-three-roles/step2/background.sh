kubectl get crd gateways.gateway.networking.k8s.io >/dev/null 2>&1 || kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml
kubectl get gatewayclass gatehouse >/dev/null 2>&1 || kubectl apply -f https://gatehouse.dev/gateway/install.yaml
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s
