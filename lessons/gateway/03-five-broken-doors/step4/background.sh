kubectl get namespace theatre >/dev/null 2>&1 && exit 0
kubectl create namespace theatre
case $((RANDOM % 3)) in
  0) kubectl label namespace theatre door=opened ;;
  1) kubectl label namespace theatre doors=open ;;
  2) ;;
esac
kubectl create deployment theatre -n theatre --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=curtain up"
kubectl expose deployment theatre -n theatre --port=80 --target-port=5678
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: theatre, namespace: theatre}
spec:
  parentRefs: [{name: door, namespace: infra}]
  hostnames: [theatre.example.com]
  rules: [{backendRefs: [{name: theatre, port: 80}]}]
YAML
kubectl rollout status deployment theatre -n theatre --timeout=120s
sleep 3
