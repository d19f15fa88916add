#!/bin/bash
history=$(helm history front -n shop -o json 2>/dev/null) || { echo "There is no release front in the namespace shop any more."; exit 1; }
[ "$(echo "$history" | jq length)" -ge 3 ] || { echo "The history has $(echo "$history" | jq length) revisions: the bad one and the way back are to be seen in it."; exit 1; }
image=$(kubectl get deployment front -n shop -o jsonpath='{.spec.template.spec.containers[0].image}')
[ "$image" = nginx:1.27 ] || { echo "The Deployment wants the image $image."; exit 1; }
helm get manifest front -n shop | grep -q 'image: "nginx:1.27"' || { echo "helm still thinks that the other image is deployed: what kubectl changes, helm does not know of."; exit 1; }
[ "$(kubectl get deployment front -n shop -o jsonpath='{.status.readyReplicas}/{.status.replicas}')" = 3/3 ] || { echo "The pods of the good revision are not all ready yet."; exit 1; }
echo "Revision $(echo "$history" | jq '.[-1].revision') is what the first one was, and its pods are ready."
