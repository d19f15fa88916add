# says: The listener takes routes from: All
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: infra}
spec:
  gatewayClassName: gatehouse
  listeners:
  - {name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: All}}}
YAML
kubectl wait --for=condition=Programmed gateway/door -n infra --timeout=120s
