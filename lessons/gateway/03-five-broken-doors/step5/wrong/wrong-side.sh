# says: RefNotPermitted
kubectl create -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: please, namespace: inn}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: cellar}]
  to: [{group: "", kind: Service, name: wine}]
YAML
sleep 5
