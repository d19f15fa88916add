for i in 1 2; do
  kubectl run load-$i --image=busybox:1.28 -- /bin/sh -c "while sleep 0.4; do wget -q -O- http://shop; done"
done
kubectl wait --for=jsonpath='{.status.currentReplicas}'=3 hpa/shop --timeout=180s
