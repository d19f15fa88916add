# says: wrote shop by Update
kubectl create deployment shop --image=nginx:1.27.4 --replicas=2 --field-manager=platform
