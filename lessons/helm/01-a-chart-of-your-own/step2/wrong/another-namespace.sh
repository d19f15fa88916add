# says: There is no release front in the namespace shop
helm install front ~/shop --set replicas=3 --wait --timeout 120s
