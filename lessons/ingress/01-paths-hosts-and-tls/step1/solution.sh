helm repo add ingress-nginx https://kubernetes.github.io/ingress-nginx
helm upgrade --install ingress ingress-nginx/ingress-nginx --namespace ingress --create-namespace \
  --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-health-probe-request-path"=/healthz --wait
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/ingress-ingress-nginx-controller -n ingress --timeout=120s
sleep 3
