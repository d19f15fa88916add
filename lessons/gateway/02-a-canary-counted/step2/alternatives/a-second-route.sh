kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"v1","port":80,"weight":90},{"name":"v2","port":80,"weight":10}]}]}}'
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: testers}
spec:
  parentRefs: [{name: door}]
  rules:
  - matches: [{headers: [{name: X-Version, value: next}]}]
    backendRefs: [{name: v2, port: 80}]
YAML
sleep 5
