kubectl create namespace shop
echo 'replicas: 3' > three.yaml
helm upgrade --install front ~/shop -n shop -f three.yaml --wait --timeout 120s
