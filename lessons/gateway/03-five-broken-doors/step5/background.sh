kubectl get namespace cellar >/dev/null 2>&1 && exit 0
kubectl create namespace inn
kubectl create namespace cellar
kubectl label namespace inn door=open
kubectl create deployment wine -n cellar --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=a good year"
kubectl expose deployment wine -n cellar --port=80 --target-port=5678
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: inn, namespace: inn}
spec:
  parentRefs: [{name: door, namespace: infra}]
  hostnames: [inn.example.com]
  rules: [{backendRefs: [{name: wine, namespace: cellar, port: 80}]}]
YAML
case $((RANDOM % 3)) in
  0) where=inn from=inn kind=HTTPRoute ;;
  1) where=cellar from=infra kind=HTTPRoute ;;
  2) where=cellar from=inn kind=GRPCRoute ;;
esac
kubectl apply -f - <<YAML
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: to-the-cellar, namespace: $where}
spec:
  from: [{group: gateway.networking.k8s.io, kind: $kind, namespace: $from}]
  to: [{group: "", kind: Service}]
YAML
kubectl rollout status deployment wine -n cellar --timeout=120s
sleep 3
