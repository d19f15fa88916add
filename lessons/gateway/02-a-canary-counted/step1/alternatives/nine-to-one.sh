kubectl patch httproute shop --type=json -p '[{"op":"add","path":"/spec/rules/0/backendRefs/0/weight","value":9},{"op":"add","path":"/spec/rules/0/backendRefs/-","value":{"name":"v2","port":80,"weight":1}}]'
sleep 5
