if ! kubectl get ingressclass nginx >/dev/null 2>&1; then
  helm upgrade --install ingress ingress-nginx --repo https://kubernetes.github.io/ingress-nginx --namespace ingress --create-namespace \
  --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-health-probe-request-path"=/healthz --wait
fi
service=$(kubectl get services -n ingress -o name | grep controller | grep -v admission | head -n 1)
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' "$service" -n ingress --timeout=120s
