# says: sends to port 8080
kubectl expose pod demo --port=8080
sleep 2
