kubectl apply --server-side --field-manager=sale --force-conflicts -f - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: default}
spec: {replicas: 5}
YAML
kubectl rollout status deployment shop --timeout=120s
