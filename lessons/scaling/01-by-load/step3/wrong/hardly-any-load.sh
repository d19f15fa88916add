# says: The autoscaler has not scaled up yet
kubectl run load --image=busybox:1.28 -- /bin/sh -c "while sleep 1; do wget -q -O- http://shop; done"
sleep 90
