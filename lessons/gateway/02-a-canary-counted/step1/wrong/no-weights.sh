# says: about 90% of 300 answers with "version 1"
kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"v1","port":80},{"name":"v2","port":80}]}]}}'
sleep 5
