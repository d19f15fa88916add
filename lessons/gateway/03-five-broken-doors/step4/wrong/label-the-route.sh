# says: NotAllowedByListeners
kubectl label httproute theatre -n theatre door=open
sleep 5
