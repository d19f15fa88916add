# says: is of type ClusterIP
helm install ingress ingress-nginx --repo https://kubernetes.github.io/ingress-nginx -n ingress --create-namespace --set controller.service.type=ClusterIP \
  --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-health-probe-request-path"=/healthz --wait
