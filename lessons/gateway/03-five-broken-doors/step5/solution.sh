kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: to-the-cellar, namespace: cellar}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: inn}]
  to: [{group: "", kind: Service}]
YAML
sleep 5
