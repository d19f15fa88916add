for app in web api db; do
  kubectl apply -f - <<YAML
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-$app, namespace: shop}
spec:
  podSelector: {matchLabels: {app: $app}}
  ingress: []
YAML
done
