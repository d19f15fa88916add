# says: fails its health probe
helm upgrade --install ingress ingress-nginx --repo https://kubernetes.github.io/ingress-nginx --namespace ingress --create-namespace --wait
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/ingress-ingress-nginx-controller -n ingress --timeout=120s
sleep 20
