#!/bin/bash
if ! kubectl get pod client >/dev/null 2>&1; then
  echo "There is no pod \"client\" in the namespace \"default\" to ask from."
  exit 1
fi
check condition pod/client Ready || exit 1
check condition pod/demo Ready || exit 1
if [ ! -e answer.txt ]; then
  echo "There is no file answer.txt in $PWD yet."
  exit 1
fi
if [ ! -s answer.txt ]; then
  echo "answer.txt is empty: whoever asked got no answer. The laptop has no way into the pod network; ask from the pod \"client\"."
  exit 1
fi
if ! grep -q "Welcome to nginx" answer.txt; then
  echo "answer.txt does not hold nginx's welcome page. It begins with: $(head -n 1 answer.txt)"
  exit 1
fi
echo "The pod answered at $(kubectl get pod demo -o jsonpath='{.status.podIP}')."
