# says: a ClusterRoleBinding reaches everywhere
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods,pods/log
kubectl create clusterrolebinding jane-reads-pods --clusterrole=pod-reader --user=jane
