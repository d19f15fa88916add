# says: about 100% of 100 answers with "version 2"
kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"v1","port":80,"weight":0},{"name":"v2","port":80,"weight":0}]}]}}'
sleep 5
