# says: about 10% of 300 answers with "version 2"
kubectl patch httproute shop --type=merge -p '{"spec":{"rules":[
  {"matches":[{"headers":[{"name":"x-version","type":"RegularExpression","value":".*"}]}],"backendRefs":[{"name":"v2","port":80}]},
  {"backendRefs":[{"name":"v1","port":80,"weight":90},{"name":"v2","port":80,"weight":10}]}]}}'
sleep 5
