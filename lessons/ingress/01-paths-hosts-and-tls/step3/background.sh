service=$(kubectl get services -n ingress -o name 2>/dev/null | grep controller | grep -v admission | head -n 1)
if [ -z "$service" ]; then
  helm upgrade --install ingress ingress-nginx --repo https://kubernetes.github.io/ingress-nginx --namespace ingress --create-namespace \
  --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-health-probe-request-path"=/healthz --wait
fi
kubectl get ingress shop -n shop >/dev/null 2>&1 || kubectl create ingress shop -n shop --class=nginx --rule='/*=main:80' --rule='/docs*=docs:80'
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' ingress/shop -n shop --timeout=120s
