# says: takes every host's requests
kubectl patch httproute museum -n museum --type=json -p '[{"op":"remove","path":"/spec/hostnames"}]'
sleep 5
