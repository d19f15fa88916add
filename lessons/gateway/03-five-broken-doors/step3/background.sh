kubectl get namespace museum >/dev/null 2>&1 && exit 0
case $((RANDOM % 3)) in
  0) host=musuem.example.com ;;
  1) host=museum.example.org ;;
  2) host='*.museum.example.com' ;;
esac
kubectl create namespace museum
kubectl label namespace museum door=open
kubectl create deployment museum -n museum --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=please do not touch"
kubectl expose deployment museum -n museum --port=80 --target-port=5678
kubectl apply -f - <<YAML
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: museum, namespace: museum}
spec:
  parentRefs: [{name: door, namespace: infra}]
  hostnames: ["$host"]
  rules: [{backendRefs: [{name: museum, port: 80}]}]
YAML
kubectl rollout status deployment museum -n museum --timeout=120s
sleep 3
