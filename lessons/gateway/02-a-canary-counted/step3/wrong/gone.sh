# says: does not list the backend v1
kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"v2","port":80}]}]}}'
sleep 5
