kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"v1","port":80,"weight":0},{"name":"v2","port":80,"weight":100}]}]}}'
sleep 5
