kubectl run load --image=busybox:1.28 -- /bin/sh -c "while sleep 0.2; do wget -q -O- http://shop; done"
kubectl wait --for=jsonpath='{.status.currentReplicas}'=3 hpa/shop --timeout=180s
