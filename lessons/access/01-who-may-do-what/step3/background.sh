kubectl get namespace shop >/dev/null 2>&1 && exit 0
kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml
kubectl apply -f https://gatehouse.dev/gateway/install.yaml
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s
kubectl delete clusterrolebinding gatehouse-controller
kubectl create namespace shop
kubectl create deployment shop -n shop --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo -text=welcome
kubectl expose deployment shop -n shop --port=80 --target-port=5678
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: shop}
spec:
  gatewayClassName: gatehouse
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{name: door}]
  rules: [{backendRefs: [{name: shop, port: 80}]}]
YAML
kubectl rollout status deployment shop -n shop --timeout=120s
sleep 30
