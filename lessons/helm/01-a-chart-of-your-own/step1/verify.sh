#!/bin/bash
said=$(helm lint ~/shop 2>&1) || { echo "helm lint still finds an error: $(echo "$said" | grep -m1 ERROR)"; exit 1; }
[ "$(helm template front ~/shop --set image.repository=httpd,image.tag=2.4 | grep -c 'image: "httpd:2.4"')" = 1 ] ||
  { echo "The Deployment does not run what the values image.repository and image.tag say: $(helm template front ~/shop | grep image: | xargs)"; exit 1; }
[ "$(helm template front ~/shop | grep -c 'image: "nginx:1.27"')" = 1 ] ||
  { echo "values.yaml no longer names nginx:1.27."; exit 1; }
echo "The chart renders, and lint has no complaint."
