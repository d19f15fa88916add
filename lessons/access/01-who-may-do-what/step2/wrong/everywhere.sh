# says: The pod may look into other namespaces too
kubectl create clusterrolebinding lister --clusterrole=view --serviceaccount=tools:lister
