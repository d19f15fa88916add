# says: The operators' Gateway was changed
kubectl patch gateway door -n infra --type=json -p '[{"op":"replace","path":"/spec/listeners/0/allowedRoutes","value":{"namespaces":{"from":"All"}}}]'
sleep 5
