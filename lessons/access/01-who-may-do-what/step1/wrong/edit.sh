# says: that is more than looking
kubectl create rolebinding jane-edits --clusterrole=edit --user=jane
