curl -sSLO https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/experimental-install.yaml
kubectl create -f experimental-install.yaml
curl -sS https://gatehouse.dev/gateway/install.yaml | kubectl apply -f -
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s
