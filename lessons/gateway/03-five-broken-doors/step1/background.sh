kubectl get namespace bakery >/dev/null 2>&1 && exit 0
case $((RANDOM % 3)) in
  0) selector='{app: bread}' ;;
  1) selector='{application: bakery}' ;;
  2) selector='{app: bakery, tier: web}' ;;
esac
kubectl create namespace bakery
kubectl label namespace bakery door=open
kubectl create deployment bakery -n bakery --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=fresh bread"
kubectl apply -f - <<YAML
apiVersion: v1
kind: Service
metadata: {name: bakery, namespace: bakery}
spec:
  selector: $selector
  ports: [{port: 80, targetPort: 5678}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: bakery, namespace: bakery}
spec:
  parentRefs: [{name: door, namespace: infra}]
  hostnames: [bakery.example.com]
  rules: [{backendRefs: [{name: bakery, port: 80}]}]
YAML
kubectl rollout status deployment bakery -n bakery --timeout=120s
sleep 3
