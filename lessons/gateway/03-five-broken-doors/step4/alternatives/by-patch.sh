kubectl patch namespace theatre -p '{"metadata":{"labels":{"door":"open"}}}'
sleep 5
