kubectl get namespace library >/dev/null 2>&1 && exit 0
case $((RANDOM % 3)) in
  0) class=gatehaus ;;
  1) class=gateway ;;
  2) class=nginx ;;
esac
kubectl create namespace library
kubectl create deployment library -n library --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=silence please"
kubectl expose deployment library -n library --port=80 --target-port=5678
kubectl apply -f - <<YAML
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: library, namespace: library}
spec:
  gatewayClassName: $class
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: library, namespace: library}
spec:
  parentRefs: [{name: library}]
  rules: [{backendRefs: [{name: library, port: 80}]}]
YAML
kubectl rollout status deployment library -n library --timeout=120s
