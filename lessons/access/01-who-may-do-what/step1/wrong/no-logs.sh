# says: pods/log is a resource of its own
kubectl create role pod-reader --verb=get,list,watch --resource=pods
kubectl create rolebinding jane-reads-pods --role=pod-reader --user=jane
