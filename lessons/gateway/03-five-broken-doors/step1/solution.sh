kubectl patch service bakery -n bakery --type=json -p '[{"op":"replace","path":"/spec/selector","value":{"app":"bakery"}}]'
sleep 5
