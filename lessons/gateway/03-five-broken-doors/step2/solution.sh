kubectl patch gateway library -n library --type=merge -p '{"spec":{"gatewayClassName":"gatehouse"}}'
kubectl wait --for=condition=Programmed gateway/library -n library --timeout=120s
sleep 5
