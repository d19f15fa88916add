labels=$(kubectl get service bakery -n bakery -o json | jq -c .spec.selector)
kubectl patch deployment bakery -n bakery -p "{\"spec\":{\"template\":{\"metadata\":{\"labels\":$(echo "$labels" | jq -c 'del(.app)')}}}}"
kubectl rollout status deployment bakery -n bakery
kubectl patch service bakery -n bakery -p '{"spec":{"selector":{"app":"bakery"}}}'
sleep 5
