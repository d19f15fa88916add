# says: No Gateway has taken the route
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{name: door}]
  hostnames: [shop.example.com]
  rules:
  - backendRefs: [{name: web, port: 80}]
YAML
sleep 5
