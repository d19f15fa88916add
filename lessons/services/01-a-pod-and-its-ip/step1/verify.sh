#!/bin/bash
if ! kubectl get pod demo >/dev/null 2>&1; then
  elsewhere=$(kubectl get pods -A --field-selector=metadata.name=demo -o jsonpath='{.items[0].metadata.namespace}' 2>/dev/null)
  if [ -n "$elsewhere" ]; then
    echo "There is a pod \"demo\", but in the namespace \"$elsewhere\". This task wants it in \"default\"."
  else
    echo "There is no pod \"demo\" in the namespace \"default\" yet."
  fi
  exit 1
fi
image=$(kubectl get pod demo -o jsonpath='{.spec.containers[0].image}')
waiting=$(kubectl get pod demo -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}')
case "$waiting" in
  ErrImagePull | ImagePullBackOff | InvalidImageName)
    echo "The pod is there, but the image \"$image\" cannot be pulled ($waiting)."
    exit 1
    ;;
esac
case "$image" in
  nginx | nginx:* | docker.io/library/nginx*) ;;
  *)
    echo "The pod runs \"$image\". This task wants an nginx image."
    exit 1
    ;;
esac
check condition pod/demo Ready
