kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"v2","port":80,"weight":1},{"name":"v1","port":80,"weight":0}]}]}}'
sleep 5
