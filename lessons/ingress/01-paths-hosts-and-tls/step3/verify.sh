#!/bin/bash
type=$(kubectl get secret shop-tls -n shop -o jsonpath='{.type}' 2>/dev/null)
if [ "$type" != kubernetes.io/tls ]; then
  echo "The namespace \"shop\" has no Secret \"shop-tls\" of type kubernetes.io/tls (found: ${type:-none})."
  exit 1
fi
address=$(kubectl get ingress shop -n shop -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
if [ -z "$address" ]; then
  echo "The Ingress \"shop\" has no address. Does it still name the class nginx?"
  exit 1
fi
kubectl get secret shop-tls -n shop -o jsonpath='{.data.tls\.crt}' | base64 -d > /tmp/shop-tls.crt
check http https://shop.example.com/docs --status 200 --contains "this is docs" -- --cacert /tmp/shop-tls.crt --resolve "shop.example.com:443:$address" || exit 1
check http http://shop.example.com/docs --status 308 -- --resolve "shop.example.com:80:$address" || exit 1
check http "http://$address/" --status 404 --host other.example.com
