helm install door ingress-nginx --repo https://kubernetes.github.io/ingress-nginx -n ingress --create-namespace --set controller.replicaCount=2 \
  --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-health-probe-request-path"=/healthz
kubectl rollout status deployment door-ingress-nginx-controller -n ingress --timeout=120s
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/door-ingress-nginx-controller -n ingress --timeout=120s
sleep 3
