# says: the image "nginxx" cannot be pulled
kubectl run demo --image=nginxx
sleep 5
