#!/bin/bash
may() { [ "$(kubectl auth can-i "$@" --as jane 2>/dev/null)" = yes ]; }
for verb in get list watch; do
  may $verb pods -n default || { echo "jane may not $verb pods in the namespace default."; exit 1; }
done
may get pods --subresource=log -n default || { echo "jane may see pods, and not read their logs: pods/log is a resource of its own."; exit 1; }
for verb in create delete update patch; do
  may $verb pods -n default && { echo "jane may $verb pods: that is more than looking."; exit 1; }
done
may list pods -n kube-system && { echo "jane may look into other namespaces: a ClusterRoleBinding reaches everywhere, a RoleBinding only its own namespace."; exit 1; }
may list secrets -n default && { echo "jane may list Secrets: that role gives away too much."; exit 1; }
echo "jane may look at pods and logs in default, and nothing else."
