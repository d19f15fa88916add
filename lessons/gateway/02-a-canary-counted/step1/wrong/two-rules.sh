# says: about 10% of 300 answers with "version 2"
kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"v1","port":80,"weight":90}]},{"backendRefs":[{"name":"v2","port":80,"weight":10}]}]}}'
sleep 5
