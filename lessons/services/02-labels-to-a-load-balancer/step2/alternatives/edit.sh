EDITOR='sed -i s/ClusterIP$/LoadBalancer/' kubectl edit service demo
until kubectl get service demo -o jsonpath='{.status.loadBalancer.ingress[0].ip}' | grep -q .; do sleep 1; done
sleep 2
