kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml
kubectl apply -f https://gatehouse.dev/gateway/install.yaml
for app in v1 v2; do
  kubectl create deployment $app --image=hashicorp/http-echo:1.0 --replicas=2 --port=5678 -- /http-echo "-text=version ${app#v}"
  kubectl expose deployment $app --port=80 --target-port=5678
done
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door}
spec:
  gatewayClassName: gatehouse
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: door}]
  rules:
  - backendRefs: [{name: v1, port: 80}]
YAML
kubectl rollout status deployment v1 --timeout=120s
kubectl rollout status deployment v2 --timeout=120s
kubectl wait --for=condition=Programmed gateway/door --timeout=120s
